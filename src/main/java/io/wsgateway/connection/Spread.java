package io.wsgateway.connection;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Spreads what one event makes many clients do, such as to come back: the first hundred at once,
 * the others over five seconds. All event loops of a node share one. Thread-safe.
 */
public final class Spread {
  /** The longest delay. */
  public static final int MAX_MILLIS = 5000;

  /** So many need not wait. */
  public static final int AT_ONCE = 100;

  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(MAX_MILLIS);

  private final LongSupplier nanoTime;
  private long start;
  private int used;

  /** Nobody was given a time yet. */
  public Spread(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** When the next client's turn is, in milliseconds from now; 0 means at once. */
  public long nextMillis() {
    return isAtOnce() ? 0 : 1 + ThreadLocalRandom.current().nextInt(MAX_MILLIS);
  }

  private synchronized boolean isAtOnce() {
    long now = nanoTime.getAsLong();
    if (now - start >= NANOS) {
      start = now;
      used = 0;
    }
    if (used == AT_ONCE) {
      return false;
    }
    used++;
    return true;
  }
}
