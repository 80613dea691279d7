package io.wsgateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.config.JwtKeyConfig.JwtAlgorithm;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes keys and signs tokens with the JDK alone, so that no library checks its own work. */
public final class TestKeys {
  /** Long enough for every HS algorithm. */
  public static final String SECRET =
      "a-secret-of-a-test-that-is-long-enough-for-the-longest-hash-of-64-bytes";

  private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private TestKeys() {}

  /** A pair for an algorithm; the same for the same name while the JVM runs. */
  public static KeyPair pair(JwtAlgorithm alg, String name) {
    String family = alg.name().startsWith("PS") ? "RS" : alg.name();
    return PAIRS.computeIfAbsent(
        name + " " + (family.startsWith("RS") ? "RS" : family), any -> generate(alg));
  }

  private static KeyPair generate(JwtAlgorithm alg) {
    return switch (alg) {
      case HS256, HS384, HS512 -> throw new IllegalArgumentException("a secret has no pair");
      case RS256, RS384, RS512, PS256, PS384, PS512 -> rsa(2048);
      case ES256 -> ec("secp256r1");
      case ES384 -> ec("secp384r1");
      case ES512 -> ec("secp521r1");
      case EDDSA -> generate("Ed25519");
    };
  }

  public static KeyPair rsa(int bits) {
    return checked(
        () -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(bits);
          return generator.generateKeyPair();
        });
  }

  public static KeyPair ec(String curve) {
    return checked(
        () -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
          generator.initialize(new ECGenParameterSpec(curve));
          return generator.generateKeyPair();
        });
  }

  public static KeyPair generate(String algorithm) {
    return checked(() -> KeyPairGenerator.getInstance(algorithm).generateKeyPair());
  }

  /** The key that signs tokens of an algorithm. */
  public static Key signing(JwtAlgorithm alg) {
    return alg.symmetric() ? secret(SECRET) : pair(alg, "a").getPrivate();
  }

  public static SecretKeySpec secret(String text) {
    return new SecretKeySpec(text.getBytes(UTF_8), "HMAC");
  }

  /** A token with this header and these claims, whatever they are. */
  public static String token(JwtAlgorithm alg, Key key, String header, String claims) {
    String input = encode(header.getBytes(UTF_8)) + "." + encode(claims.getBytes(UTF_8));
    return input + "." + encode(sign(alg, key, input.getBytes(UTF_8)));
  }

  /** A token with the usual header. */
  public static String token(JwtAlgorithm alg, String kid, String claims) {
    String header = "{\"alg\":\"" + alg + "\",\"kid\":\"" + kid + "\"}";
    return token(alg, signing(alg), header, claims);
  }

  public static String encode(byte[] bytes) {
    return BASE64.encodeToString(bytes);
  }

  public static byte[] sign(JwtAlgorithm alg, Key key, byte[] input) {
    return checked(
        () -> {
          if (alg.symmetric()) {
            Mac mac = Mac.getInstance("HmacSHA" + alg.name().substring(2));
            mac.init(key);
            return mac.doFinal(input);
          }
          Signature signature = signature(alg);
          signature.initSign((PrivateKey) key);
          signature.update(input);
          return signature.sign();
        });
  }

  private static Signature signature(JwtAlgorithm alg) throws GeneralSecurityException {
    String hash = alg.name().substring(2);
    return switch (alg) {
      case RS256, RS384, RS512 -> Signature.getInstance("SHA" + hash + "withRSA");
      case ES256, ES384, ES512 -> Signature.getInstance("SHA" + hash + "withECDSAinP1363Format");
      case PS256, PS384, PS512 -> {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(
            new PSSParameterSpec(
                "SHA-" + hash,
                "MGF1",
                new MGF1ParameterSpec("SHA-" + hash),
                Integer.parseInt(hash) / 8,
                1));
        yield signature;
      }
      default -> Signature.getInstance("Ed25519");
    };
  }

  public static byte[] pem(PublicKey key) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return ("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n").getBytes(UTF_8);
  }

  /** A JSON Web Key; {@code more} are further members, each with a comma before it. */
  public static String jwk(PublicKey key, String more) {
    String members;
    if (key instanceof RSAPublicKey rsa) {
      members =
          "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\""
              .formatted(number(rsa.getModulus(), 0), number(rsa.getPublicExponent(), 0));
    } else if (key instanceof ECPublicKey ec) {
      int bits = ec.getParams().getCurve().getField().getFieldSize();
      members =
          "\"kty\":\"EC\",\"crv\":\"P-%d\",\"x\":\"%s\",\"y\":\"%s\""
              .formatted(
                  bits,
                  number(ec.getW().getAffineX(), (bits + 7) / 8),
                  number(ec.getW().getAffineY(), (bits + 7) / 8));
    } else {
      byte[] der = key.getEncoded();
      members =
          "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\""
              .formatted(encode(Arrays.copyOfRange(der, der.length - 32, der.length)));
    }
    return "{" + members + more + "}";
  }

  private static String number(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] plain =
        bytes[0] == 0 && bytes.length > 1 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    if (plain.length >= length) {
      return encode(plain);
    }
    byte[] padded = new byte[length];
    System.arraycopy(plain, 0, padded, length - plain.length, plain.length);
    return encode(padded);
  }

  private interface Checked<T> {
    T get() throws GeneralSecurityException;
  }

  private static <T> T checked(Checked<T> value) {
    try {
      return value.get();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
