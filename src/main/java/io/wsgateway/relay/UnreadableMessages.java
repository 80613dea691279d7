package io.wsgateway.relay;

import io.wsgateway.metrics.FanoutMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs messages between nodes that this node cannot read.
 *
 * @param metrics counts them
 */
record UnreadableMessages(FanoutMetrics metrics) {
  private static final Logger log = LoggerFactory.getLogger(UnreadableMessages.class);

  /**
   * Takes note of one.
   *
   * @param what what it was meant to be
   * @param problem why it cannot be read
   */
  void add(String what, String problem) {
    metrics.unreadable();
    log.atWarn().addKeyValue("event", "relay.unreadable").log("dropped {}: {}", what, problem);
  }
}
