package io.wsgateway.relay;

import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ConfirmMetrics;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Manages the waits for all peers, none longer than {@code cluster.confirmMillis}. One timer, set
 * for the wait that expires next, serves all of them. Belongs to the relay's loop.
 */
final class Waits {
  private final Loop loop;
  private final Peers peers;
  private final ConfirmMetrics metrics;
  private boolean armed;

  Waits(Loop loop, Peers peers, ConfirmMetrics metrics) {
    this.loop = loop;
    this.peers = peers;
    this.metrics = metrics;
  }

  /**
   * Waits until every peer has acknowledged what has just been sent.
   *
   * @param now when sending began, in nanoseconds of the loop
   * @param done receives the number of peers that have not
   */
  void begin(long now, IntConsumer done) {
    Wait wait = new Wait(metrics, done);
    peers.await(wait, now);
    wait.begun();
    arm(now);
  }

  private void arm(long now) {
    long nanos = armed ? Long.MAX_VALUE : peers.remainingNanos(now);
    if (nanos != Long.MAX_VALUE) {
      armed = true;
      // Rounded up: a timer that fires before anything has expired would be useless.
      loop.schedule(1 + TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos - 1)), this::expire);
    }
  }

  private void expire() {
    armed = false;
    long now = loop.nanoTime();
    peers.expire(now);
    arm(now);
  }
}
