package io.wsgateway.loop;

import java.util.concurrent.TimeUnit;

/**
 * Tells who looks at something once a second whether this process stood still since the last look.
 * If it did, whatever should have come meanwhile has not been read yet, and nobody is to blame for
 * it. Belongs to the loop of who looks.
 */
public final class PausedLook {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private long lookedNanos;

  /** {@code now} in nanoseconds of the loop, here and below, counts as a look. */
  public PausedLook(long now) {
    this.lookedNanos = now;
  }

  /** Begins anew, after nobody has looked for a while. */
  public void begin(long now) {
    lookedNanos = now;
  }

  /** Looks again; true when this comes so late that the process must have stood still. */
  public boolean comesAfterPause(long now) {
    boolean paused = now - lookedNanos > PAUSE_NANOS;
    lookedNanos = now;
    return paused;
  }
}
