package io.wsgateway.server;

import io.wsgateway.channel.LogCap;
import io.wsgateway.channel.LogText;
import io.wsgateway.connection.CloseEvent;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes that clients came and went, so many lines a second at most: a storm of reconnects must not
 * become one of log lines. What was left out is counted in the next line. Thread-safe.
 */
final class ClientLog {
  /** Lines a second of each kind. */
  static final int LINES = 50;

  private static final Logger LOG = LoggerFactory.getLogger(ClientLog.class);

  private final LogCap connects;
  private final LogCap disconnects;

  ClientLog(LongSupplier nanoTime) {
    connects = new LogCap(LINES, TimeUnit.SECONDS.toNanos(1), nanoTime);
    disconnects = new LogCap(LINES, TimeUnit.SECONDS.toNanos(1), nanoTime);
  }

  void connected(Attempt attempt) {
    long unsaid = connects.next();
    if (unsaid >= 0) {
      event("client.connected", attempt, unsaid).log("client connected");
    }
  }

  /** The reason may be the client's own words. */
  void disconnected(Attempt attempt, CloseEvent close) {
    long unsaid = disconnects.next();
    if (unsaid >= 0) {
      event("client.disconnected", attempt, unsaid)
          .addKeyValue("code", close.code())
          .addKeyValue("reason", LogText.escape(close.reason(), 123))
          .addKeyValue("by", close.byPeer() ? "client" : "gateway")
          .log("client disconnected");
    }
  }

  private static LoggingEventBuilder event(String name, Attempt attempt, long unsaid) {
    LoggingEventBuilder event =
        LOG.atInfo()
            .addKeyValue("event", name)
            .addKeyValue("endpoint", attempt.endpoint().path())
            .addKeyValue("remote", attempt.client().address());
    return unsaid == 0 ? event : event.addKeyValue("unsaid", unsaid);
  }
}
