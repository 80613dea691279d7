package io.wsgateway.server.admission;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Measures the lag of an event loop: how much later than requested a timer fires. A single pause
 * (garbage collection, class loading) is not overload, so the result is the minimum of the last few
 * samples. Belongs to the loop.
 */
final class LoopLag {
  /** How many late timers in a row count as a lagging loop. */
  static final int SAMPLES = 3;

  private static final long MAX_PERIOD_MILLIS = 100;

  private final IntSupplier maxMillis;
  private final LongSupplier nanoTime;
  private final LongConsumer samples;
  private final long[] recent = new long[SAMPLES];
  private int next;
  private long due;

  /**
   * Starts measuring.
   *
   * @param maxMillis the lag to detect, in milliseconds; it may change. Timers fire twice as often;
   *     otherwise a task of that length could repeatedly fit between two timers
   * @param samples receives each timer's lag, in nanoseconds
   */
  LoopLag(IntSupplier maxMillis, LongSupplier nanoTime, LongConsumer samples) {
    this.maxMillis = maxMillis;
    this.nanoTime = nanoTime;
    this.samples = samples;
    this.due = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(periodMillis());
  }

  /** The period of the timer, in milliseconds. */
  long periodMillis() {
    return Math.min(MAX_PERIOD_MILLIS, maxMillis.getAsInt() / 2);
  }

  /** Takes a sample; call it when the timer fires. */
  void tick() {
    long now = nanoTime.getAsLong();
    long late = Math.max(0, now - due);
    recent[next] = late;
    next = (next + 1) % SAMPLES;
    due = now + TimeUnit.MILLISECONDS.toNanos(periodMillis());
    samples.accept(late);
  }

  /** The minimum lag over the last samples, in milliseconds. */
  long millis() {
    long least = recent[0];
    for (long late : recent) {
      least = Math.min(least, late);
    }
    return TimeUnit.NANOSECONDS.toMillis(least);
  }
}
