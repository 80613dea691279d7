package io.wsgateway.server.admission;

import io.wsgateway.channel.LogCap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs refusals, a few of each event per minute. The text format ends the line with the fix.
 * Thread-safe.
 */
final class RefusalLog {
  private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoTime;
  private final Map<String, LogCap> caps = new ConcurrentHashMap<>();

  RefusalLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void log(Refusal refusal) {
    LogCap cap =
        caps.computeIfAbsent(
            refusal.event(), e -> new LogCap(refusal.perMinute(), MINUTE, nanoTime));
    long before = cap.next();
    if (before >= 0) {
      log.atWarn()
          .addKeyValue("event", refusal.event())
          .addKeyValue("remedy", refusal.remedy())
          .log(message(refusal, before));
    }
  }

  private static String message(Refusal refusal, long unsaid) {
    return unsaid == 0
        ? refusal.sentence()
        : refusal.sentence() + " (and " + unsaid + " more since the last line)";
  }
}
