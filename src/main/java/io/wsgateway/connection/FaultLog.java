package io.wsgateway.connection;

import io.wsgateway.channel.LogCap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Faults of one event loop's connections: a few lines a minute, however often clients meet one. */
final class FaultLog {
  private static final Logger log = LoggerFactory.getLogger(FaultLog.class);
  private static final int LINES = 5;

  private final LogCap cap = new LogCap(LINES, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  void add(Throwable fault) {
    long unsaid = cap.next();
    if (unsaid >= 0) {
      log.atError()
          .addKeyValue("event", "connection.failed")
          .addKeyValue("unsaid", unsaid)
          .setCause(fault)
          .log("a connection failed; it is ended");
    }
  }
}
