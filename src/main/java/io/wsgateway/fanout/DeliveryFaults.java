package io.wsgateway.fanout;

import io.wsgateway.channel.LogCap;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what fails between a publication and its subscribers, and logs a few failures a minute,
 * however often one is met. Belongs to a context.
 */
final class DeliveryFaults {
  private static final Logger log = LoggerFactory.getLogger(DeliveryFaults.class);
  private static final int LINES = 5;

  private final FanoutMetrics metrics;
  private final LogCap cap = new LogCap(LINES, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  DeliveryFaults(FanoutMetrics metrics) {
    this.metrics = metrics;
  }

  /** Never fails itself: who calls it has others to serve, perhaps without memory. */
  void add(Throwable fault) {
    try {
      metrics.fault();
      log(fault);
    } catch (Throwable unsayable) {
      // There is nowhere left to say it.
    }
  }

  private void log(Throwable fault) {
    long unsaid = cap.next();
    if (unsaid >= 0) {
      LogCap.tell(log.atError(), unsaid)
          .addKeyValue("event", "delivery.failed")
          .setCause(fault)
          .log("a delivery failed; subscribers that missed messages are told so");
    }
  }
}
