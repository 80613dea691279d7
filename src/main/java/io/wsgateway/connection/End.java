package io.wsgateway.connection;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Describes how the gateway ends a connection.
 *
 * @param reason why
 * @param text the reason text, for people; empty: the protocol's default
 * @param retryMillis the delay after which the client should reconnect; {@link #NO_DELAY}: none
 * @param code the requested code of the protocol; {@link #NO_CODE}: that of the reason
 */
public record End(EndReason reason, String text, long retryMillis, int code) {
  /** No delay is sent to the client. */
  public static final long NO_DELAY = -1;

  /** The reason determines the code. */
  public static final int NO_CODE = 0;

  private static final int RETRY_FROM_MILLIS = 500;
  private static final int RETRY_TO_MILLIS = 5000;

  /** Makes an end with the protocol's code for the reason. */
  public End(EndReason reason, String text, long retryMillis) {
    this(reason, text, retryMillis, NO_CODE);
  }

  /**
   * Makes an end as an authorised caller requested it, with a code of the client's protocol and a
   * text.
   */
  public static End asked(int code, String text) {
    return new End(EndReason.KICKED, text, NO_DELAY, code);
  }

  /** Makes an end with the protocol's default text, and a delay if the reason has one. */
  public static End of(EndReason reason) {
    return of(reason, "");
  }

  /** Makes an end with a jittered delay if the reason has one. */
  public static End of(EndReason reason, String text) {
    return new End(
        reason,
        text,
        reason.comeBack().isDelayed()
            ? ThreadLocalRandom.current().nextInt(RETRY_FROM_MILLIS, RETRY_TO_MILLIS)
            : NO_DELAY);
  }
}
