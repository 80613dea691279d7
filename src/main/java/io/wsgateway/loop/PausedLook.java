package io.wsgateway.loop;

import java.util.concurrent.TimeUnit;

/**
 * Detects pauses of this process, for code that checks something once a second. After a pause,
 * input that should have arrived has not been read yet, so its absence means nothing. Belongs to
 * the loop of the caller.
 */
public final class PausedLook {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private long lookedNanos;

  /** Starts at {@code now}, in the loop's nanoseconds, as if a check had been made then. */
  public PausedLook(long now) {
    this.lookedNanos = now;
  }

  /** Starts again, after a time without checks. */
  public void begin(long now) {
    lookedNanos = now;
  }

  /** Checks again; returns true if the call is so late that the process must have been paused. */
  public boolean comesAfterPause(long now) {
    boolean paused = now - lookedNanos > PAUSE_NANOS;
    lookedNanos = now;
    return paused;
  }
}
