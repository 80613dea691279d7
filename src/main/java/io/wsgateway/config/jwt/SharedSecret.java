package io.wsgateway.config.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/** Checks the shared secret of an HS algorithm; its bytes are the UTF-8 of the text. */
final class SharedSecret {
  private SharedSecret() {}

  static Key key(JwtAlgorithm alg, String secret) throws TokenKeyException {
    Optional<String> problem = problem(alg, secret);
    if (problem.isPresent()) {
      throw new TokenKeyException(".secret", problem.get());
    }
    return new SecretKeySpec(secret.getBytes(UTF_8), "Hmac" + alg.name().replace("HS", "SHA"));
  }

  private static Optional<String> problem(JwtAlgorithm alg, String secret) {
    if (isPublic(secret)) {
      // Everyone may know a public key, and could then sign tokens (CVE-2016-10555).
      return Optional.of(
          "is a key file, not a shared secret: with "
              + alg
              + " set a secret that only the gateway"
              + " and your backend know, or set alg to the algorithm of the key and publicKey");
    }
    // RFC 7518, section 3.2: at least as long as the hash.
    int shortest = Integer.parseInt(alg.name().substring(2)) / 8;
    return secret.getBytes(UTF_8).length < shortest
        ? Optional.of("is too short; allowed with " + alg + ": at least " + shortest + " bytes")
        : Optional.empty();
  }

  private static boolean isPublic(String secret) {
    return secret.contains("-----BEGIN ")
        || (secret.stripLeading().startsWith("{") && secret.contains("\"kty\""))
        || isSubjectPublicKey(secret);
  }

  private static boolean isSubjectPublicKey(String secret) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(secret);
      for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
        if (parses(algorithm, der)) {
          return true;
        }
      }
      return false;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean parses(String algorithm, byte[] der) {
    try {
      KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
