package io.wsgateway.config;

import org.jspecify.annotations.Nullable;

/** Configures one key that signs tokens. */
public record JwtKeyConfig(
    @Key(
            value = "The id of the key, which tokens carry as kid.",
            pattern = ".{1,128}",
            allowed = "1 to 128 characters")
        String kid,
    @Key(value = "The signature algorithm.") JwtAlgorithm alg,
    @Key("The shared secret of an HS algorithm, or file:PATH.") @Nullable Secret secret,
    @Key("The PEM file with the public key of any other algorithm.") @Nullable String publicKey) {
  /** The signature algorithms of tokens. */
  public enum JwtAlgorithm {
    /** HMAC with SHA-256. */
    HS256,
    /** HMAC with SHA-384. */
    HS384,
    /** HMAC with SHA-512. */
    HS512,
    /** RSA with SHA-256. */
    RS256,
    /** RSA with SHA-384. */
    RS384,
    /** RSA with SHA-512. */
    RS512,
    /** ECDSA on P-256 with SHA-256. */
    ES256,
    /** ECDSA on P-384 with SHA-384. */
    ES384,
    /** ECDSA on P-521 with SHA-512. */
    ES512,
    /** Edwards-curve signatures, Ed25519. */
    EDDSA;

    /** Whether the key is a shared secret, not a public key. */
    public boolean symmetric() {
      return this == HS256 || this == HS384 || this == HS512;
    }

    /** The name in a token's header. */
    @Override
    public String toString() {
      return this == EDDSA ? "EdDSA" : name();
    }
  }
}
