package io.wsgateway.session;

import io.wsgateway.channel.LogCap;
import io.wsgateway.metrics.FaultMetrics;
import io.wsgateway.metrics.FaultMetrics.Where;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs, with its stack trace, and counts each failure that is not an answer but an internal error:
 * the client or backend whose message it was learns no more than that it failed. Every one is
 * counted; at most {@value #LINES} lines a minute and place are logged. Thread-safe.
 */
public final class Faults {
  private static final Logger log = LoggerFactory.getLogger(Faults.class);
  private static final int LINES = 5;

  private final FaultMetrics metrics;
  private final Map<Where, LogCap> caps = new EnumMap<>(Where.class);

  /** One per node. */
  public Faults(FaultMetrics metrics) {
    this.metrics = metrics;
    for (Where where : Where.values()) {
      caps.put(where, new LogCap(LINES, TimeUnit.MINUTES.toNanos(1), System::nanoTime));
    }
  }

  /** Takes note of a failure that nobody expected. Call it once for each. */
  public void add(Where where, Throwable fault) {
    metrics.fault(where);
    long unsaid = Objects.requireNonNull(caps.get(where)).next();
    if (unsaid >= 0) {
      LogCap.tell(log.atError(), unsaid)
          .addKeyValue("event", "message.failed")
          .addKeyValue("where", where.label())
          .setCause(fault)
          .log("a message was not taken because of an internal error");
    }
  }
}
