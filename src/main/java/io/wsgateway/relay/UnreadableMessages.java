package io.wsgateway.relay;

import io.wsgateway.channel.LogCap;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts messages between nodes that this node cannot read, and logs a few. Thread-safe. */
final class UnreadableMessages {
  private static final Logger log = LoggerFactory.getLogger(UnreadableMessages.class);
  private static final int LINES = 5;

  private final FanoutMetrics metrics;
  private final LogCap cap = new LogCap(LINES, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  UnreadableMessages(FanoutMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * Counts one, and logs it within the cap.
   *
   * @param what what it was meant to be
   * @param problem why it cannot be read
   */
  void add(String what, String problem) {
    metrics.unreadable();
    long before = cap.next();
    if (before >= 0) {
      LogCap.tell(log.atWarn(), before)
          .addKeyValue("event", "relay.unreadable")
          .log("dropped {}: {}", what, problem);
    }
  }
}
