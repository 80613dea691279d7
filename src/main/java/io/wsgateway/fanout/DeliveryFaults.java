package io.wsgateway.fanout;

import io.wsgateway.channel.FaultLog;
import io.wsgateway.metrics.FanoutMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs and counts internal errors between a publication and its subscribers. */
public final class DeliveryFaults {
  private static final Logger log = LoggerFactory.getLogger(DeliveryFaults.class);

  private DeliveryFaults() {}

  /** Makes the log of one loop. */
  public static FaultLog of(FanoutMetrics metrics) {
    return new FaultLog(
        metrics::fault,
        () -> log.atError().addKeyValue("event", "delivery.failed"),
        "a delivery failed; subscribers that missed messages are notified");
  }
}
