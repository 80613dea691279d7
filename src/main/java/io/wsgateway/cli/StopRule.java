package io.wsgateway.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides what a signal to stop does. The first starts the drain. Unit files, hooks and wrappers
 * send SIGTERM more than once, so repetitions shortly after the first are ignored; a later one is
 * meant, and so is a second Ctrl-C. Thread-safe.
 */
final class StopRule {
  /** What to do. */
  enum Verdict {
    /** Drain, then stop. */
    STOP,
    /** Nothing: the drain goes on. */
    IGNORE,
    /** Stop at once, without draining. */
    HALT
  }

  private static final long REPEATED_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final LongSupplier nanoTime;
  private boolean stopping;
  private boolean interrupted;
  private long firstNanos;

  StopRule(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Judges the next signal.
   *
   * @param interrupt whether it is SIGINT, which people send; else SIGTERM, which programs send
   */
  synchronized Verdict decide(boolean interrupt) {
    boolean interruptedAgain = interrupt && interrupted;
    interrupted |= interrupt;
    long now = nanoTime.getAsLong();
    if (!stopping) {
      stopping = true;
      firstNanos = now;
      return Verdict.STOP;
    }
    return interruptedAgain || now - firstNanos >= REPEATED_NANOS ? Verdict.HALT : Verdict.IGNORE;
  }
}
