package io.wsgateway.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.ThreadLocalRandom;

/** The text of close frames. */
final class CloseReason {
  /** What a control frame leaves beside the code. */
  static final int MAX_BYTES = 123;

  private static final int RETRY_FROM_MILLIS = 500;
  private static final int RETRY_TO_MILLIS = 5000;

  private CloseReason() {}

  /**
   * The reason as it is sent: cut to what a frame holds, and for the codes after which clients come
   * back by our clock with {@code retry-ms=<n>}, drawn here unless it is there already.
   */
  static String of(int code, String reason) {
    if (!comesBackByOurClock(code) || reason.contains("retry-ms=")) {
      return cut(reason, MAX_BYTES);
    }
    String hint =
        "retry-ms=" + ThreadLocalRandom.current().nextInt(RETRY_FROM_MILLIS, RETRY_TO_MILLIS);
    return reason.isEmpty() ? hint : cut(reason, MAX_BYTES - hint.length() - 1) + " " + hint;
  }

  /** Those that many clients get at once. */
  private static boolean comesBackByOurClock(int code) {
    return code == CloseCode.TRY_LATER.code()
        || code == CloseCode.SERVICE_RESTART.code()
        || code == CloseCode.MISSED_MESSAGES.code();
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
