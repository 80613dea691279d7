package io.wsgateway.relay;

import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ConfirmMetrics;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Waits for all peers, none for longer than {@code cluster.confirmMillis}. One timer, for the wait
 * that runs out next, serves all of them. Belongs to the relay's loop.
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
   * Waits until every peer has taken what has just left.
   *
   * @param now when it began to leave, in nanoseconds of the loop
   * @param done is told how many have not
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
      // Rounded up: a timer that fires before anything has run out would be for nothing.
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
