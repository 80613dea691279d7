package io.wsgateway.bench;

import java.io.PrintWriter;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The main thread's waiting: bounded, with a progress line a second. */
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
   * Waits until it is done, or the seconds are over.
   *
   * @return whether it is done
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

  /** Lets time pass, unless the run is stopped. */
  void hold(int seconds, Supplier<String> line) {
    until(this::isStopped, seconds, line);
  }
}
