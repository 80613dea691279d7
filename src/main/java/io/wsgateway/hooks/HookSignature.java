package io.wsgateway.hooks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.wsgateway.config.Secret;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs calls as Standard Webhooks 1.0 says (symmetric signatures, {@code v1}): HMAC-SHA256 over
 * id, timestamp and body with a dot between them. Belongs to one event loop.
 */
final class HookSignature {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "whsec_";

  private final Mac mac;

  /** With a secret that {@code config.check} has accepted: base64, with or without a prefix. */
  HookSignature(Secret secret) {
    String text = secret.reveal();
    String digits = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(digits), ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + ALGORITHM, e);
    }
  }

  /** Returns the value of {@code webhook-signature}. */
  String of(String id, long seconds, byte[] body) {
    mac.update((id + "." + seconds + ".").getBytes(US_ASCII));
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
  }
}
