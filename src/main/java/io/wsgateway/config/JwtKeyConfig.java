package io.wsgateway.config;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Configures one key that signs tokens. */
public record JwtKeyConfig(
    @Key(
            value =
                "The id of the key, which tokens carry as kid. A key without id checks the tokens of its algorithm that name no other key; two keys of one algorithm need ids.",
            pattern = ".{1,128}",
            allowed = "1 to 128 characters")
        @Nullable String kid,
    @Key(value = "The signature algorithm.") JwtAlgorithm alg,
    @Key("The shared secret of an HS algorithm, or file:PATH.") @Nullable Secret secret,
    @Key("The file with the public key of any other algorithm: PEM, or a JSON Web Key.")
        @Nullable String publicKey) {
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
    /** RSA-PSS with SHA-256. */
    PS256,
    /** RSA-PSS with SHA-384. */
    PS384,
    /** RSA-PSS with SHA-512. */
    PS512,
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

    /** Finds the algorithm with exactly this name in a token's header. */
    public static Optional<JwtAlgorithm> named(String name) {
      return Stream.of(values()).filter(alg -> alg.toString().equals(name)).findFirst();
    }

    /** The name in a token's header. */
    @Override
    public String toString() {
      return this == EDDSA ? "EdDSA" : name();
    }
  }
}
