package io.wsgateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import io.wsgateway.config.jwt.TokenKey;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/**
 * Verifies signatures with the library, and Ed25519 with the JDK: the library needs another one.
 */
final class Signatures {
  private Signatures() {}

  /** Whether the key made the signature, with its own algorithm and no other. Thread-safe. */
  static boolean verify(TokenKey key, SignedToken token) {
    try {
      if (key.alg() == JwtAlgorithm.EDDSA) {
        return ed25519((PublicKey) key.key(), token);
      }
      return verifier(key)
          .verify(
              new JWSHeader(JWSAlgorithm.parse(key.alg().toString())),
              token.input(),
              Base64URL.encode(token.signature()));
    } catch (SignatureException e) {
      return false;
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException("a key that was checked cannot verify: " + key, e);
    }
  }

  private static JWSVerifier verifier(TokenKey key) throws JOSEException {
    return switch (key.alg()) {
      case HS256, HS384, HS512 -> new MACVerifier(key.key().getEncoded());
      case RS256, RS384, RS512, PS256, PS384, PS512 -> new RSASSAVerifier((RSAPublicKey) key.key());
      case ES256, ES384, ES512 -> new ECDSAVerifier((ECPublicKey) key.key());
      case EDDSA -> throw new IllegalStateException("the JDK verifies it");
    };
  }

  private static boolean ed25519(PublicKey key, SignedToken token) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(key);
    signature.update(token.input());
    return signature.verify(token.signature());
  }
}
