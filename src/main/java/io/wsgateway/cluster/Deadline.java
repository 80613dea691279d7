package io.wsgateway.cluster;

import java.util.concurrent.TimeUnit;

/**
 * The time by which a start must have finished. Thread-safe.
 *
 * @param nanos by {@link System#nanoTime}
 */
public record Deadline(long nanos) {
  /** Returns the deadline so many seconds from now. */
  public static Deadline in(long seconds) {
    return new Deadline(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
  }

  boolean isOver() {
    return secondsLeft() <= 0;
  }

  /** The seconds that are left, rounded up. */
  long secondsLeft() {
    long left = nanos - System.nanoTime();
    return Math.max(0, TimeUnit.NANOSECONDS.toSeconds(left + TimeUnit.SECONDS.toNanos(1) - 1));
  }
}
