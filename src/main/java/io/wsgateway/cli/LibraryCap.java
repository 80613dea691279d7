package io.wsgateway.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.wsgateway.channel.LogCap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/**
 * Limits the warnings and errors of libraries in the same way as the gateway's own lines: 5 a
 * minute of each kind, and the next line has the number of suppressed ones ({@code unsaid}). A kind
 * is a class and a message without the parts that vary, which are the words that contain a digit.
 * Lines of INFO and below appear only if {@code logging.level} includes them, and are not limited.
 * Thread-safe.
 */
final class LibraryCap extends Filter<ILoggingEvent> {
  /** How many kinds have a cap of their own at a time; all further ones share one. */
  static final int KINDS = 256;

  private static final int LINES = 5;
  private static final int REST_LINES = 20;
  private static final int SHOWN = 160;
  private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);
  private static final String OWN = "io.wsgateway.";
  private static final Pattern VARIES = Pattern.compile("[\\w.:-]*\\d[\\w.:-]*");

  private final LongSupplier nanoTime;
  private final LogCap rest;
  private final Map<String, Kind> kinds = new LinkedHashMap<>(KINDS, 0.75f, true);

  /** The time of the last line of a kind, and its cap. */
  private record Kind(LogCap cap, long seen) {}

  LibraryCap(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.rest = new LogCap(REST_LINES, PERIOD, nanoTime);
  }

  @Override
  public FilterReply decide(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.WARN) || event.getLoggerName().startsWith(OWN)) {
      return FilterReply.NEUTRAL;
    }
    long unsaid = cap(kind(event)).next();
    if (unsaid < 0) {
      return FilterReply.DENY;
    }
    if (unsaid > 0 && event instanceof LoggingEvent line) {
      line.addKeyValuePair(new KeyValuePair("unsaid", unsaid));
    }
    return FilterReply.NEUTRAL;
  }

  private static String kind(ILoggingEvent event) {
    String message = String.valueOf(event.getMessage());
    String start = message.substring(0, Math.min(SHOWN, message.length()));
    return event.getLoggerName() + ' ' + VARIES.matcher(start).replaceAll("#");
  }

  private synchronized LogCap cap(String kind) {
    long now = nanoTime.getAsLong();
    Kind known = kinds.get(kind);
    if (known == null && kinds.size() == KINDS) {
      var oldest = kinds.entrySet().iterator().next();
      if (now - oldest.getValue().seen < PERIOD) {
        return rest;
      }
      kinds.remove(oldest.getKey());
    }
    LogCap cap = known == null ? new LogCap(LINES, PERIOD, nanoTime) : known.cap;
    kinds.put(kind, new Kind(cap, now));
    return cap;
  }
}
