package io.wsgateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.wsgateway.channel.LogText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.KeyValuePair;

/**
 * Writes one readable line per event: time in UTC, level, class, message, then {@code key=value}
 * pairs. It escapes all characters that could move the cursor or begin a line, so that text from
 * clients cannot forge lines. Public because logback.xml names it.
 */
public final class TextLines extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};

  /** The key of the suggested configuration line, which comes last and unescaped, to be copied. */
  private static final String REMEDY = "remedy";

  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(200);
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    line.append(' ').append(event.getLevel());
    line.append(" ".repeat(6 - event.getLevel().toString().length()));
    String logger = event.getLoggerName();
    line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
    LogText.append(line, String.valueOf(event.getFormattedMessage()), "");
    String remedy = "";
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        if (pair.key.equals(REMEDY)) {
          remedy = String.valueOf(pair.value);
        } else {
          line.append(' ').append(pair.key).append('=');
          value(line, String.valueOf(pair.value));
        }
      }
    }
    if (!remedy.isEmpty()) {
      line.append("; add: ");
      LogText.append(line, remedy, "");
    }
    line.append('\n');
    if (event.getThrowableProxy() != null) {
      // Indented, so that a line break in an exception's message does not look like an event.
      ThrowableProxyUtil.asString(event.getThrowableProxy())
          .lines()
          .forEach(
              frame -> {
                line.append("    ");
                LogText.append(line, frame.strip(), "");
                line.append('\n');
              });
    }
    return line.toString().getBytes(UTF_8);
  }

  private static void value(StringBuilder line, String value) {
    boolean plain =
        !value.isEmpty() && value.chars().noneMatch(c -> c == ' ' || c == '"' || c == '=');
    if (plain) {
      LogText.append(line, value, "");
    } else {
      line.append('"');
      LogText.append(line, value, "\"\\");
      line.append('"');
    }
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
