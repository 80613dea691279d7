package io.wsgateway.limit;

/**
 * Implements a token bucket of one second's worth in a single number: the time, in nanoseconds of a
 * clock, at which everything taken is paid for. Any time in the past means a full bucket. The
 * caller keeps the number and decides which thread owns it.
 */
public final class TokenBucket {
  private static final long SECOND = 1_000_000_000L;

  private TokenBucket() {}

  /** Takes an amount and returns the new bucket, which may be in debt then. */
  public static long take(long paidAt, long now, long amount, long perSecond) {
    return (paidAt - now > 0 ? paidAt : now) + (long) ((double) amount * SECOND / perSecond);
  }

  /** Returns whether the bucket is in debt. */
  public static boolean owes(long paidAt, long now) {
    return paidAt - now > SECOND;
  }

  /** Returns the bucket without its saved tokens. */
  public static long empty(long paidAt, long now) {
    return owes(paidAt, now) ? paidAt : now + SECOND;
  }
}
