package io.wsgateway.loop;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task at a time of the wall clock. A timer alone would be late after the machine has slept,
 * and wrong after the clock has been set, so the clock is looked at once a minute. Belongs to the
 * loop.
 */
public final class WallTimer {
  private static final long STEP_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final Loop loop;
  private Loop.@Nullable Timer next;

  /** Runs nothing until {@link #at} is called. */
  public WallTimer(Loop loop) {
    this.loop = loop;
  }

  /**
   * Runs a task at {@code wallMillis}, in epoch milliseconds, or soon if that has passed. It takes
   * the place of a task that has not run yet.
   */
  public void at(long wallMillis, Runnable task) {
    cancel();
    long left = wallMillis - loop.wallMillis();
    next = loop.schedule(Math.min(Math.max(1, left), STEP_MILLIS), () -> look(wallMillis, task));
  }

  private void look(long wallMillis, Runnable task) {
    next = null;
    if (loop.wallMillis() >= wallMillis) {
      task.run();
    } else {
      at(wallMillis, task);
    }
  }

  /** Cancels the task if it has not run yet. */
  public void cancel() {
    if (next != null) {
      next.cancel();
      next = null;
    }
  }
}
