package io.wsgateway.loop;

/**
 * A thread that runs one task after the other, and its clock. What belongs to a loop is touched by
 * its tasks only.
 */
public interface Loop {
  /** Runs a task on this loop, behind those that wait already. Any thread. */
  void execute(Runnable task);

  /**
   * Runs the rest of a long task after the loop has read its sockets and fired its timers, which
   * {@link #execute} does not promise. Called on this loop.
   */
  @SuppressWarnings("NamedLikeContextualKeyword") // the field's word; a call is always qualified
  void yield(Runnable rest);

  /** Runs a task on this loop once, not before {@code delayMillis} (at least 1) have passed. */
  Timer schedule(long delayMillis, Runnable task);

  /** A time in nanoseconds that never runs backwards; only differences mean something. */
  long nanoTime();

  /** The wall clock, in epoch milliseconds. */
  long wallMillis();

  /** A task that is scheduled. */
  interface Timer {
    /** From now on it does not run any more; nothing if it has run. On its loop. */
    void cancel();
  }
}
