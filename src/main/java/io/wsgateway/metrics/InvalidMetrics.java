package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Counts messages that are not what was agreed on. Thread-safe. */
public final class InvalidMetrics {
  /** Who sent the message. */
  public enum Source {
    /** A client: not JSON where JSON is required, or it does not fit its endpoint's schema. */
    CLIENT("client"),
    /** A backend on the event bus: it does not fit the channel's schema. */
    BACKEND("backend"),
    /** A caller of the HTTP API: it does not fit the channel's schema. */
    API("api");

    private final String label;

    Source(String label) {
      this.label = label;
    }
  }

  private final Map<Source, Counter> counters = new EnumMap<>(Source.class);

  /** Registers the meters. */
  public InvalidMetrics(MeterRegistry registry) {
    for (Source source : Source.values()) {
      counters.put(
          source,
          Counter.builder("gateway.messages.invalid")
              .description("Messages that are not JSON where JSON is required, or do not fit.")
              .tag("source", source.label)
              .register(registry));
    }
  }

  /** Counts a message. */
  public void invalid(Source source) {
    Objects.requireNonNull(counters.get(source)).increment();
  }
}
