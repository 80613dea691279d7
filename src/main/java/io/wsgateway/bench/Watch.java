package io.wsgateway.bench;

import java.io.PrintWriter;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Lets the main thread wait with a time limit, and prints progress once a second. */
final class Watch {
  private static final long SECOND = 1_000_000_000L;
  private static final long LOOK_NANOS = 1_000_000;

  private final PrintWriter progress;
  private final BooleanSupplier stopped;
  private final ServerMeter meter;
  private final long startNanos = System.nanoTime();
  private long nextLine = startNanos + SECOND;

  Watch(PrintWriter progress, BooleanSupplier stopped, ServerMeter meter) {
    this.progress = progress;
    this.stopped = stopped;
    this.meter = meter;
  }

  boolean isStopped() {
    return stopped.getAsBoolean();
  }

  /**
   * Waits until the condition is true, or the time is over.
   *
   * @return whether the condition is true
   */
  boolean until(BooleanSupplier done, int seconds, Supplier<String> line) {
    long deadline = System.nanoTime() + seconds * SECOND;
    while (!done.getAsBoolean()) {
      long now = System.nanoTime();
      if (now - deadline > 0) {
        return false;
      }
      if (now - nextLine >= 0) {
        nextLine += SECOND;
        meter.sample();
        progress.printf("%4d s  %s%n", (now - startNanos) / SECOND, line.get());
        progress.flush();
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }

  /** Waits for some time, unless the run is stopped. */
  void hold(int seconds, Supplier<String> line) {
    until(this::isStopped, seconds, line);
  }
}
