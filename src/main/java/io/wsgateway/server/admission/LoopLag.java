package io.wsgateway.server.admission;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * How late an event loop is: how much later than asked a timer fires. One pause (a collection, a
 * class that loads) is no overload, so the lag that counts is the least of the last few. Belongs to
 * the loop.
 */
final class LoopLag {
  /** How many late timers in a row make a late loop. */
  static final int SAMPLES = 3;

  private static final long MAX_PERIOD_MILLIS = 100;

  private final long periodMillis;
  private final LongSupplier nanoTime;
  private final LongConsumer samples;
  private final long[] recent = new long[SAMPLES];
  private int next;
  private long due;

  /**
   * Begins to count.
   *
   * @param maxMillis the lag that is of interest: measured twice as often, or a task of that length
   *     could fit between two timers again and again
   * @param samples told each timer's lag, in nanoseconds
   */
  LoopLag(int maxMillis, LongSupplier nanoTime, LongConsumer samples) {
    this.periodMillis = Math.min(MAX_PERIOD_MILLIS, maxMillis / 2);
    this.nanoTime = nanoTime;
    this.samples = samples;
    this.due = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(periodMillis);
  }

  /** How often the timer is to fire. */
  long periodMillis() {
    return periodMillis;
  }

  /** The timer fired. */
  void tick() {
    long now = nanoTime.getAsLong();
    long late = Math.max(0, now - due);
    recent[next] = late;
    next = (next + 1) % SAMPLES;
    due = now + TimeUnit.MILLISECONDS.toNanos(periodMillis);
    samples.accept(late);
  }

  /** By how much the loop has been late at least, over the last timers. */
  long millis() {
    long least = recent[0];
    for (long late : recent) {
      least = Math.min(least, late);
    }
    return TimeUnit.NANOSECONDS.toMillis(least);
  }
}
