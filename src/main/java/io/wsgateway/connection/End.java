package io.wsgateway.connection;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How the gateway ends a connection.
 *
 * @param reason why
 * @param text more about it, for people; empty: the protocol's usual words
 * @param retryMillis the delay after which the client should come back; {@link #NO_DELAY}: none is
 *     chosen
 * @param code the code of the protocol that was asked for; {@link #NO_CODE}: that of the reason
 */
public record End(EndReason reason, String text, long retryMillis, int code) {
  /** The client is given no delay. */
  public static final long NO_DELAY = -1;

  /** The reason decides. */
  public static final int NO_CODE = 0;

  private static final int RETRY_FROM_MILLIS = 500;
  private static final int RETRY_TO_MILLIS = 5000;

  /** With the code that the protocol has for the reason. */
  public End(EndReason reason, String text, long retryMillis) {
    this(reason, text, retryMillis, NO_CODE);
  }

  /** As somebody asked who may: with that code of the client's protocol, and these words. */
  public static End asked(int code, String text) {
    return new End(EndReason.KICKED, text, NO_DELAY, code);
  }

  /** In the protocol's usual words, with a delay if the reason wants one. */
  public static End of(EndReason reason) {
    return of(reason, "");
  }

  /** With a delay, drawn here, if the reason wants one. */
  public static End of(EndReason reason, String text) {
    return new End(
        reason,
        text,
        reason.comeBack().isDelayed()
            ? ThreadLocalRandom.current().nextInt(RETRY_FROM_MILLIS, RETRY_TO_MILLIS)
            : NO_DELAY);
  }
}
