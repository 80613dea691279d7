package io.wsgateway.config.jwt;

import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import java.security.Key;
import org.jspecify.annotations.Nullable;

/**
 * A key that tokens are checked with, and the one algorithm that it is for: a key that served two
 * would let a public key pass as a shared secret (RFC 8725, section 3.1). Immutable.
 *
 * @param kid the id that tokens carry; null if the key has none
 * @param key a shared secret, or an RSA, EC or Ed25519 public key that fits the algorithm
 */
public record TokenKey(@Nullable String kid, JwtAlgorithm alg, Key key) {
  /** Never shows the key. */
  @Override
  public String toString() {
    return alg + (kid == null ? " without kid" : " with kid " + kid);
  }
}
