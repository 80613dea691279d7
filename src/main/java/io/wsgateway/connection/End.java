package io.wsgateway.connection;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How the gateway ends a connection.
 *
 * @param reason why
 * @param text more about it, for people; empty: the protocol's usual words
 * @param retryMillis the delay after which the client should come back; {@link #NO_DELAY}: none is
 *     chosen
 */
public record End(EndReason reason, String text, long retryMillis) {
  /** The client is given no delay. */
  public static final long NO_DELAY = -1;

  private static final int RETRY_FROM_MILLIS = 500;
  private static final int RETRY_TO_MILLIS = 5000;

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
