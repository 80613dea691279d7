package io.wsgateway.connection;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Spreads actions that one event causes for many clients, such as reconnecting: the first hundred
 * at once, the others over five seconds. All event loops of a node share one. Thread-safe.
 */
public final class Spread {
  /** The longest delay. */
  public static final int MAX_MILLIS = 5000;

  /** How many clients need not wait. */
  public static final int AT_ONCE = 100;

  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(MAX_MILLIS);

  private final LongSupplier nanoTime;
  private long start;
  private int used;

  /** Makes a spread in which no slot is used yet. */
  public Spread(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** Returns the delay for the next client in milliseconds; 0 means at once. */
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
