package io.wsgateway.support;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.wsgateway.kit.Background;
import java.time.Duration;

/**
 * Beats on a thread that does nothing else: a beat that comes late says that this process was kept
 * from running, by a collection of garbage or by other work of the machine.
 */
final class Pulse implements AutoCloseable {
  private static final long PERIOD_NANOS = MILLISECONDS.toNanos(5);

  private final Background beats;
  private long last = System.nanoTime();
  private long missed;

  Pulse() {
    beats = Background.repeat(Duration.ofNanos(PERIOD_NANOS), this::beat);
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
    beats.close();
  }
}
