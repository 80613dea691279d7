package io.wsgateway.connection;

import io.wsgateway.channel.LogCap;
import io.wsgateway.metrics.ConnectionMetrics;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the faults of one event loop's connections, and logs a few a minute, however often clients
 * meet one.
 */
final class FaultLog {
  private static final Logger log = LoggerFactory.getLogger(FaultLog.class);
  private static final int LINES = 5;

  private final LogCap cap = new LogCap(LINES, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  private final ConnectionMetrics metrics;

  FaultLog(ConnectionMetrics metrics) {
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
          .addKeyValue("event", "connection.failed")
          .setCause(fault)
          .log("a connection failed; it is ended");
    }
  }
}
