package io.wsgateway.relay;

import io.wsgateway.channel.LogCap;
import io.wsgateway.channel.LogText;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts messages between nodes that do not come from the node that they name, or not from a node
 * of the cluster. The latter is normal while a node joins, so it is not logged. Thread-safe.
 */
final class ForeignMessages {
  private static final Logger log = LoggerFactory.getLogger(ForeignMessages.class);
  private static final int LINES = 5;

  private final FanoutMetrics metrics;
  private final LogCap cap;

  ForeignMessages(FanoutMetrics metrics) {
    this.metrics = metrics;
    this.cap = new LogCap(LINES, TimeUnit.MINUTES.toNanos(1), System::nanoTime);
  }

  /**
   * Counts a message from a node that is not a gateway of this cluster, or not known as one yet.
   */
  void unknown() {
    metrics.foreign();
  }

  /** Counts and logs a message that {@code sender} sent in the name of another node. */
  void forged(String what, String sender, String named) {
    metrics.foreign();
    long before = cap.next();
    if (before >= 0) {
      LogCap.tell(log.atWarn(), before)
          .addKeyValue("event", "relay.foreign")
          .addKeyValue("nodeId", sender)
          .log(
              "dropped {} that names node {} and comes from {}: only gateways may send to the"
                  + " addresses between nodes",
              what,
              LogText.escape(named, 64),
              sender);
    }
  }
}
