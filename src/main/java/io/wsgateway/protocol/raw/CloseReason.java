package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.connection.End;
import io.wsgateway.connection.RetryDelay;

/** Composes the reason text of close frames. */
final class CloseReason {
  /** The bytes that a control frame leaves beside the code. */
  static final int MAX_BYTES = 123;

  private CloseReason() {}

  /**
   * Returns the reason as sent, truncated to fit a frame; a delay is appended as {@code
   * retry-ms=<n>}.
   */
  static String of(String reason, long retryMillis) {
    if (retryMillis == End.NO_DELAY) {
      return cut(reason, MAX_BYTES);
    }
    String hint = RetryDelay.text(retryMillis);
    return reason.isEmpty() ? hint : cut(reason, MAX_BYTES - hint.length() - 1) + " " + hint;
  }

  private static String cut(String text, int maxBytes) {
    byte[] bytes = text.getBytes(UTF_8);
    if (bytes.length <= maxBytes) {
      return text;
    }
    int end = maxBytes;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, UTF_8);
  }
}
