package io.wsgateway.relay;

import io.wsgateway.metrics.ConfirmMetrics;
import io.wsgateway.metrics.ConfirmMetrics.Outcome;
import java.util.function.IntConsumer;

/**
 * What several publishers wait for together: that every node has taken what left in one go. Belongs
 * to the relay's loop.
 */
final class Wait {
  private final ConfirmMetrics metrics;
  private final IntConsumer done;
  private int open = 1;
  private int unconfirmed;

  /**
   * For no node yet, and not over before {@link #begun}.
   *
   * @param done is told how many nodes did not confirm
   */
  Wait(ConfirmMetrics metrics, IntConsumer done) {
    this.metrics = metrics;
    this.done = done;
  }

  /** It is for one node more, for which {@link #ended} follows. */
  void expect() {
    open++;
  }

  /** All nodes are known. */
  void begun() {
    close();
  }

  /** It is over for one of the nodes. */
  void ended(Outcome outcome) {
    metrics.ended(outcome);
    unconfirmed += outcome.isUnconfirmed() ? 1 : 0;
    close();
  }

  private void close() {
    open--;
    if (open == 0) {
      done.accept(unconfirmed);
    }
  }
}
