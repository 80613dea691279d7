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
 * Logs internal errors, with stack traces, and counts them. The client or backend that sent the
 * message learns only that it failed. Every error is counted; a few per minute and place are
 * logged. Thread-safe.
 */
public final class Faults {
  private static final Logger log = LoggerFactory.getLogger(Faults.class);

  private final Map<Where, FaultLog> logs = new EnumMap<>(Where.class);

  /** Makes the log; one per node. */
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
              "a message was not accepted because of an internal error"));
    }
  }

  /** Logs and counts an unexpected failure. Call it once for each. */
  public void add(Where where, Throwable fault) {
    Objects.requireNonNull(logs.get(where)).add(fault);
  }
}
