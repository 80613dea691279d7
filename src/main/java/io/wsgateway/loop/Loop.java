package io.wsgateway.loop;

/**
 * An event loop: a thread that runs one task after the other, and its clock. Only its tasks use
 * what belongs to the loop.
 */
public interface Loop {
  /** Runs a task on this loop, after those already queued. Any thread. */
  void execute(Runnable task);

  /**
   * Runs the rest of a long task after the loop has read its sockets and fired its timers, which
   * {@link #execute} does not promise. Called on this loop.
   */
  @SuppressWarnings("NamedLikeContextualKeyword") // the usual term; calls are always qualified
  void yield(Runnable rest);

  /** Runs a task on this loop once, not before {@code delayMillis} (at least 1) have passed. */
  Timer schedule(long delayMillis, Runnable task);

  /** A monotonic time in nanoseconds; only differences are meaningful. */
  long nanoTime();

  /** The wall clock, in epoch milliseconds. */
  long wallMillis();

  /** A scheduled task. */
  interface Timer {
    /** Cancels the task; does nothing if it has run. Call it on the loop. */
    void cancel();
  }
}
