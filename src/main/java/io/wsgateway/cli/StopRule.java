package io.wsgateway.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides what a stop signal does. The first one starts the drain. Unit files, hooks and wrappers
 * send SIGTERM more than once, so repetitions shortly after the first are ignored. A later one, or
 * a second Ctrl-C, is intended and stops the process at once. Thread-safe.
 */
final class StopRule {
  /** The possible decisions. */
  enum Verdict {
    /** Drain, then stop. */
    STOP,
    /** Do nothing: the drain continues. */
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
   * Decides about the next signal.
   *
   * @param interrupt true for SIGINT, which people send; false for SIGTERM, which programs send
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
