package io.wsgateway.transport;

import io.vertx.core.eventbus.ReplyException;

/**
 * Describes the failure that {@link BusFrames} puts in the place of a body which it does not pass
 * on: its code is one of these, and its message says why.
 */
public final class UnreadBody {
  /** The code for a body that is far over {@code limits.messageBytes}. */
  static final int TOO_LARGE = 413;

  /** The code for a body with an unknown codec. */
  static final int BAD_CODEC = 400;

  private UnreadBody() {}

  /** Returns whether the body was not read because of its size; otherwise its codec is unknown. */
  public static boolean isTooLarge(ReplyException failure) {
    return failure.failureCode() == TOO_LARGE;
  }
}
