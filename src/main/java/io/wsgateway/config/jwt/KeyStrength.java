package io.wsgateway.config.jwt;

import com.nimbusds.jose.jwk.Curve;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/** Checks that a public key fits its algorithm, and is strong enough (RFC 7518). */
final class KeyStrength {
  /** RFC 7518, section 3.3. */
  private static final int LEAST_RSA_BITS = 2048;

  /** Above this, one signature would hold up an event loop for too long. */
  private static final int MOST_RSA_BITS = 8192;

  private static final int MOST_EXPONENT_BITS = 64;

  private KeyStrength() {}

  /** Why the key must not be used with the algorithm, as a predicate; empty if it may. */
  static Optional<String> problem(JwtAlgorithm alg, PublicKey key) {
    return switch (alg) {
      case HS256, HS384, HS512 -> Optional.of("contains a public key, which no HS algorithm uses");
      case RS256, RS384, RS512, PS256, PS384, PS512 -> rsa(alg, key);
      case ES256 -> ec(alg, key, Curve.P_256);
      case ES384 -> ec(alg, key, Curve.P_384);
      case ES512 -> ec(alg, key, Curve.P_521);
      case EDDSA ->
          key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")
              ? Optional.empty()
              : wrong(alg, key, "an Ed25519 key");
    };
  }

  private static Optional<String> rsa(JwtAlgorithm alg, PublicKey key) {
    if (!(key instanceof RSAPublicKey rsa)) {
      return wrong(alg, key, "an RSA key");
    }
    int bits = rsa.getModulus().bitLength();
    if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) {
      return Optional.of(
          "contains an RSA key of "
              + bits
              + " bits; allowed: 2048 to 8192 bits, so make a new one");
    }
    boolean sound =
        rsa.getModulus().testBit(0)
            && rsa.getPublicExponent().testBit(0)
            && rsa.getPublicExponent().bitLength() > 1
            && rsa.getPublicExponent().bitLength() <= MOST_EXPONENT_BITS;
    return sound
        ? Optional.empty()
        : Optional.of("contains an RSA key whose modulus or exponent is not that of a sound key");
  }

  private static Optional<String> ec(JwtAlgorithm alg, PublicKey key, Curve curve) {
    return key instanceof ECPublicKey ec && curve.equals(Curve.forECParameterSpec(ec.getParams()))
        ? Optional.empty()
        : wrong(alg, key, "an EC key on " + curve.getName());
  }

  private static Optional<String> wrong(JwtAlgorithm alg, PublicKey key, String needed) {
    return Optional.of(
        "contains a key for " + name(key) + ", which is not for " + alg + ": that needs " + needed);
  }

  private static String name(PublicKey key) {
    if (key instanceof ECPublicKey ec) {
      Curve curve = Curve.forECParameterSpec(ec.getParams());
      return curve == null ? "EC on another curve" : "EC on " + curve.getName();
    }
    return key instanceof EdECPublicKey ed ? ed.getParams().getName() : key.getAlgorithm();
  }
}
