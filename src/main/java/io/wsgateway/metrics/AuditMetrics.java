package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Meters of the audit log. Thread-safe. */
public final class AuditMetrics {
  /** Why a line is not in the audit log. */
  public enum Reason {
    /** Its queue was full. */
    BACKLOG,
    /** It could not be written. */
    FAILED
  }

  private final Map<Reason, Counter> dropped = new EnumMap<>(Reason.class);

  /** Registers the meters. */
  public AuditMetrics(MeterRegistry registry) {
    for (Reason reason : Reason.values()) {
      dropped.put(
          reason,
          Counter.builder("gateway.audit.dropped")
              .description("Lines that are missing in the audit log, by reason")
              .tag("reason", reason.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  /** Counts a line that is not in the audit log. */
  public void dropped(Reason reason) {
    Objects.requireNonNull(dropped.get(reason)).increment();
  }
}
