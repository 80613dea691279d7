package io.wsgateway.session;

import io.wsgateway.channel.FaultLog;
import io.wsgateway.metrics.FaultMetrics;
import io.wsgateway.metrics.FaultMetrics.Where;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs, with its stack trace, and counts each failure that is not an answer but an internal error:
 * the client or backend whose message it was learns no more than that it failed. Every one is
 * counted; a few a minute and place are logged. Thread-safe.
 */
public final class Faults {
  private static final Logger log = LoggerFactory.getLogger(Faults.class);

  private final Map<Where, FaultLog> logs = new EnumMap<>(Where.class);

  /** One per node. */
  public Faults(FaultMetrics metrics) {
    for (Where where : Where.values()) {
      logs.put(
          where,
          new FaultLog(
              () -> metrics.fault(where),
              () ->
                  log.atError()
                      .addKeyValue("event", "message.failed")
                      .addKeyValue("where", where.label()),
              "a message was not taken because of an internal error"));
    }
  }

  /** Takes note of a failure that nobody expected. Call it once for each. */
  public void add(Where where, Throwable fault) {
    Objects.requireNonNull(logs.get(where)).add(fault);
  }
}
