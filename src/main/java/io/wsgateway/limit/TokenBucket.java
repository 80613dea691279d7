package io.wsgateway.limit;

/**
 * The arithmetic of a token bucket that holds one second's worth, in one number: the time, in
 * nanoseconds of a clock, at which all that was taken is paid for. A full bucket is any time that
 * has passed. Who keeps the number says which thread owns it.
 */
public final class TokenBucket {
  private static final long SECOND = 1_000_000_000L;

  private TokenBucket() {}

  /** The bucket without so much; it may owe some then. */
  public static long take(long paidAt, long now, long amount, long perSecond) {
    return (paidAt - now > 0 ? paidAt : now) + (long) ((double) amount * SECOND / perSecond);
  }

  /** Whether more was taken than there was. */
  public static boolean owes(long paidAt, long now) {
    return paidAt - now > SECOND;
  }

  /** The bucket without what was saved up in it. */
  public static long empty(long paidAt, long now) {
    return owes(paidAt, now) ? paidAt : now + SECOND;
  }
}
