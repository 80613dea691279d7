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
 * Logs connects and disconnects of clients, with a limit on lines per second: a reconnect storm
 * must not flood the log. The next line counts the suppressed ones. Thread-safe.
 */
final class ClientLog {
  /** Lines a second of each kind. */
  static final int LINES = 50;

  /** The value of {@link CloseEvent#code} when TCP ended without a close frame. */
  private static final int ABNORMAL = 1006;

  private static final Logger log = LoggerFactory.getLogger(ClientLog.class);

  private final LogCap connects;
  private final LogCap disconnects;

  ClientLog(LongSupplier nanoTime) {
    this(LINES, nanoTime);
  }

  private ClientLog(int lines, LongSupplier nanoTime) {
    connects = new LogCap(lines, TimeUnit.SECONDS.toNanos(1), nanoTime);
    disconnects = new LogCap(lines, TimeUnit.SECONDS.toNanos(1), nanoTime);
  }

  /** Makes a log without a line, for clients that do not exist outside this process. */
  static ClientLog silent() {
    return new ClientLog(0, System::nanoTime);
  }

  void connected(String endpoint, String client, String user, String remote) {
    long unsaid = connects.next();
    if (unsaid >= 0) {
      about(endpoint, client, user, remote, unsaid)
          .addKeyValue("event", "client.connected")
          .log("client connected");
    }
  }

  /** Logs an end. The reason may be text from the client; the log's formats escape it. */
  void disconnected(String endpoint, String client, String user, String remote, CloseEvent close) {
    long unsaid = disconnects.next();
    if (unsaid >= 0) {
      LoggingEventBuilder line =
          about(endpoint, client, user, remote, unsaid)
              .addKeyValue("event", "client.disconnected")
              .addKeyValue("code", close.code())
              .addKeyValue("reason", close.reason())
              .addKeyValue("by", endedBy(close));
      if (close.unhandled() > 0) {
        line = line.addKeyValue("unhandled", close.unhandled());
      }
      line.log("client disconnected");
    }
  }

  /** Returns which side closed; without a close frame from either side, TCP just ended. */
  private static String endedBy(CloseEvent close) {
    if (close.code() == ABNORMAL) {
      return "network";
    }
    return close.byPeer() ? "client" : "gateway";
  }

  private static LoggingEventBuilder about(
      String endpoint, String client, String user, String remote, long unsaid) {
    LoggingEventBuilder line =
        log.atInfo().addKeyValue("endpoint", endpoint).addKeyValue("client", client);
    if (!user.isEmpty()) {
      line = line.addKeyValue("user", LogText.ofUser(user));
    }
    return LogCap.tell(line.addKeyValue("remote", remote), unsaid);
  }
}
