package io.wsgateway.relay;

import io.wsgateway.metrics.ConfirmMetrics;
import io.wsgateway.metrics.ConfirmMetrics.Outcome;
import java.util.function.IntConsumer;

/**
 * Waits, for several publishers together, until every node has acknowledged what was sent in one
 * go. Belongs to the relay's loop.
 */
final class Wait {
  private final ConfirmMetrics metrics;
  private final IntConsumer done;
  private int open = 1;
  private int unconfirmed;

  /**
   * Begins with no node; does not end before {@link #begun}.
   *
   * @param done receives the number of nodes that did not confirm
   */
  Wait(ConfirmMetrics metrics, IntConsumer done) {
    this.metrics = metrics;
    this.done = done;
  }

  /** Adds one node, for which {@link #ended} follows. */
  void expect() {
    open++;
  }

  /** Notes that all nodes have been added. */
  void begun() {
    close();
  }

  /** Notes that the wait ended for one of the nodes. */
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
