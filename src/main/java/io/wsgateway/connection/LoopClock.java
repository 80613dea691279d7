package io.wsgateway.connection;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The seconds that an event loop was there for its clients. While the process is stopped, the
 * machine frozen or the loop blocked, clients speak to nobody: such a pause counts as one tick, so
 * that they have the time to answer that they had before it.
 */
final class LoopClock {
  static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A tick that comes later than this after the last one ends a pause. */
  private static final long PAUSE_NANOS = 2 * TICK_NANOS;

  private final LongSupplier nanoTime;
  private long lastNanos;
  private long passedNanos;

  LoopClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastNanos = nanoTime.getAsLong();
  }

  /** Another second or so has passed; to be called about once a second. */
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
