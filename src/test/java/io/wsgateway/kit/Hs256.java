package io.wsgateway.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.StringJoiner;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Mints tokens as an application would: HS256, with a shared secret. */
public record Hs256(String secret) {
  /** Long enough for HS256. */
  public static final Hs256 KEY = new Hs256("a-secret-of-a-test-of-32-bytes-or-more");

  /** The configuration with which the gateway checks them; the key of {@code auth} comes before. */
  public String yaml() {
    return "jwt: {keys: [{alg: HS256, secret: " + secret + "}]}";
  }

  /** A token of a user, with more claims as JSON members. */
  public String user(String user, String... more) {
    StringJoiner claims = new StringJoiner(",", "{", "}").add("\"sub\":\"" + user + "\"");
    for (String member : more) {
      claims.add(member);
    }
    return token("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims.toString());
  }

  /** A token of a user that expires at a time, in epoch seconds. */
  public String until(String user, long epochSeconds) {
    return user(user, "\"exp\":" + epochSeconds);
  }

  /** A token with any header and claims. */
  public String token(String header, String claims) {
    String signed = encoded(header.getBytes(UTF_8)) + "." + encoded(claims.getBytes(UTF_8));
    return signed + "." + encoded(mac(signed));
  }

  private byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
