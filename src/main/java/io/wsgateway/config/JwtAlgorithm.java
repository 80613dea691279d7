package io.wsgateway.config;

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
