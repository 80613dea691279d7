package io.wsgateway.abuse;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Beats on a thread that does nothing else: a beat that comes late says that this process was kept
 * from running, by a collection of garbage or by other work of the machine.
 */
final class Pulse implements AutoCloseable {
  private static final long PERIOD_NANOS = MILLISECONDS.toNanos(5);

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private long last = System.nanoTime();
  private long missed;

  Pulse() {
    long millis = PERIOD_NANOS / 1_000_000;
    var unused = thread.scheduleWithFixedDelay(this::beat, 0, millis, MILLISECONDS);
  }

  private synchronized void beat() {
    missed = missedNanos();
    last = System.nanoTime();
  }

  /** By how much all beats together were late; half a period each is nothing. */
  synchronized long missedNanos() {
    long late = System.nanoTime() - last - PERIOD_NANOS;
    return missed + (late > PERIOD_NANOS / 2 ? late : 0);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
