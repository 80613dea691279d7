package io.wsgateway.config.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the public key of a JSON Web Key (RFC 7517). Certificates in it are ignored, and shared
 * secrets refused: a set is public.
 */
public final class Jwk {
  private static final int MAX_KID = 128;

  /** All that is needed for a public key; certificates would be parsed if they were passed on. */
  private static final Set<String> PUBLIC_MEMBERS = Set.of("kty", "n", "e", "crv", "x", "y");

  /** The header of an Ed25519 key as DER (RFC 8410, section 4); the 32 bytes of the key follow. */
  private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int ED25519_BYTES = 32;

  private Jwk() {}

  /**
   * Returns the key with its algorithm: that of {@code alg}, else that of the curve, else RS256.
   *
   * @param members the members of the JSON object
   * @throws TokenKeyException with a predicate, if the key is not one for signatures
   */
  public static TokenKey read(Map<String, ?> members) throws TokenKeyException {
    String kty = text(members, "kty");
    if ("oct".equals(kty)) {
      throw problem("contains a shared secret, which belongs in secret");
    }
    checkUse(members);
    PublicKey key = key(members);
    JwtAlgorithm alg = alg(members);
    Optional<String> unfit = KeyStrength.problem(alg, key);
    if (unfit.isPresent()) {
      throw problem(unfit.get());
    }
    String kid = text(members, "kid");
    if (kid != null && (kid.isEmpty() || kid.length() > MAX_KID)) {
      throw problem("contains a key whose kid is not 1 to 128 characters");
    }
    return new TokenKey(kid, alg, key);
  }

  private static void checkUse(Map<String, ?> members) throws TokenKeyException {
    String use = text(members, "use");
    Object operations = members.get("key_ops");
    if ((use != null && !use.equals("sig"))
        || (operations != null && !(operations instanceof List<?> l && l.contains("verify")))) {
      throw problem("contains a key that is not for signatures (use, key_ops)");
    }
  }

  private static JwtAlgorithm alg(Map<String, ?> members) throws TokenKeyException {
    String alg = text(members, "alg");
    if (alg == null) {
      return byCurve(text(members, "crv"));
    }
    return JwtAlgorithm.named(alg)
        .filter(known -> !known.symmetric())
        .orElseThrow(() -> problem("contains a key whose alg is not one for public keys"));
  }

  private static JwtAlgorithm byCurve(@Nullable String curve) {
    return switch (curve == null ? "" : curve) {
      case "P-256" -> JwtAlgorithm.ES256;
      case "P-384" -> JwtAlgorithm.ES384;
      case "P-521" -> JwtAlgorithm.ES512;
      case "Ed25519" -> JwtAlgorithm.EDDSA;
      // OpenID providers that publish no alg sign with this one; a key is for one algorithm only.
      default -> JwtAlgorithm.RS256;
    };
  }

  private static PublicKey key(Map<String, ?> members) throws TokenKeyException {
    Map<String, Object> needed = new LinkedHashMap<>(members);
    needed.keySet().retainAll(PUBLIC_MEMBERS);
    try {
      JWK jwk = JWK.parse(needed);
      if (jwk instanceof RSAKey rsa) {
        return rsa.toRSAPublicKey();
      }
      if (jwk instanceof ECKey ec) {
        return ec.toECPublicKey();
      }
      if (jwk instanceof OctetKeyPair pair) {
        return ed25519(pair);
      }
      throw problem("contains a key of a type that is not supported");
    } catch (ParseException
        | JOSEException
        | GeneralSecurityException
        | IllegalArgumentException
        | IllegalStateException
        | ClassCastException e) {
      throw problem("contains a JSON Web Key that is damaged, or of a type that is not supported");
    }
  }

  private static PublicKey ed25519(OctetKeyPair pair)
      throws TokenKeyException, GeneralSecurityException {
    byte[] x = pair.getDecodedX();
    if (!"Ed25519".equals(pair.getCurve().getName()) || x.length != ED25519_BYTES) {
      throw problem("contains an OKP key that is not for Ed25519");
    }
    byte[] der = new byte[ED25519.length + x.length];
    System.arraycopy(ED25519, 0, der, 0, ED25519.length);
    System.arraycopy(x, 0, der, ED25519.length, x.length);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
  }

  private static @Nullable String text(Map<String, ?> members, String name)
      throws TokenKeyException {
    Object value = members.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw problem("contains a JSON Web Key whose " + name + " is not text");
  }

  private static TokenKeyException problem(String predicate) {
    return new TokenKeyException("", predicate);
  }
}
