package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.channel.LogCap;
import io.wsgateway.channel.LogText;
import io.wsgateway.channel.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs each message of endpoints with {@code logMessages}, escaped and truncated, and those that
 * were dropped.
 */
final class MessageLog {
  private static final Logger log = LoggerFactory.getLogger(MessageLog.class);
  private static final int CHARACTERS = 200;

  private MessageLog() {}

  static void received(Publisher self, String endpoint, String remote, boolean text, byte[] bytes) {
    LoggingEventBuilder line =
        log.atInfo()
            .addKeyValue("event", "client.message")
            .addKeyValue("endpoint", endpoint)
            .addKeyValue("client", self.client());
    if (!self.user().isEmpty()) {
      line = line.addKeyValue("user", LogText.ofUser(self.user()));
    }
    line.addKeyValue("remote", remote)
        .log(
            "received: {}",
            text
                ? LogText.escape(new String(bytes, UTF_8), CHARACTERS)
                : bytes.length + " bytes of binary");
  }

  /** Logs a message that its sender is not told about; {@code cap} limits the lines. */
  static void dropped(Publisher self, String endpoint, String remote, String sentence, LogCap cap) {
    long unsaid = cap.next();
    if (unsaid >= 0) {
      LogCap.tell(log.atWarn(), unsaid)
          .addKeyValue("event", "client.message.dropped")
          .addKeyValue("endpoint", endpoint)
          .addKeyValue("client", self.client())
          .addKeyValue("remote", remote)
          .log("dropped a message: {}", LogText.escape(sentence, CHARACTERS));
    }
  }
}
