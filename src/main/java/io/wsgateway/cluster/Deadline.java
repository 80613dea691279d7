package io.wsgateway.cluster;

import java.util.concurrent.TimeUnit;

/**
 * Until when a start may take. Thread-safe.
 *
 * @param nanos by {@link System#nanoTime}
 */
public record Deadline(long nanos) {
  /** So many seconds from now. */
  public static Deadline in(long seconds) {
    return new Deadline(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
  }

  boolean isOver() {
    return secondsLeft() <= 0;
  }

  /** Begun seconds count in full. */
  long secondsLeft() {
    long left = nanos - System.nanoTime();
    return Math.max(0, TimeUnit.NANOSECONDS.toSeconds(left + TimeUnit.SECONDS.toNanos(1) - 1));
  }
}
