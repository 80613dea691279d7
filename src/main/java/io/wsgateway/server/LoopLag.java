package io.wsgateway.server;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * How late an event loop is: how much later than asked a timer fires. One pause (a collection, a
 * class that loads) is no overload, so the lag that counts is the least of the last few. Belongs to
 * the loop.
 */
final class LoopLag {
  /** How often it is measured. */
  static final long PERIOD_MILLIS = 100;

  /** How many late timers in a row make a late loop. */
  static final int SAMPLES = 3;

  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);

  private final LongSupplier nanoTime;
  private final LongConsumer samples;
  private final long[] recent = new long[SAMPLES];
  private int next;
  private long due;

  LoopLag(LongSupplier nanoTime, LongConsumer samples) {
    this.nanoTime = nanoTime;
    this.samples = samples;
    this.due = nanoTime.getAsLong() + PERIOD;
  }

  /** The timer fired; it is to fire again after {@link #PERIOD_MILLIS}. */
  void tick() {
    long now = nanoTime.getAsLong();
    long late = Math.max(0, now - due);
    recent[next] = late;
    next = (next + 1) % SAMPLES;
    due = now + PERIOD;
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
