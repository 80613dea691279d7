package io.wsgateway.connection;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts the seconds during which an event loop could serve its clients. While the process is
 * stopped, the machine is suspended or the loop is blocked, nothing from clients is handled. Such a
 * pause counts as one tick, so that clients keep the time to answer that they had before it.
 */
final class LoopClock {
  static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A tick later than this after the previous one means that there was a pause. */
  private static final long PAUSE_NANOS = 2 * TICK_NANOS;

  private final LongSupplier nanoTime;
  private long lastNanos;
  private long passedNanos;

  LoopClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastNanos = nanoTime.getAsLong();
  }

  /** Advances the clock; call it about once a second. */
  void tick() {
    long now = nanoTime.getAsLong();
    long passed = now - lastNanos;
    lastNanos = now;
    passedNanos += passed > PAUSE_NANOS ? TICK_NANOS : passed;
  }

  /** The time at the last tick, in whole seconds from 0. */
  int seconds() {
    return (int) (passedNanos / TICK_NANOS);
  }
}
