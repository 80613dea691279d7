package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Counts internal errors that a client or backend only sees as a failure. Thread-safe. */
public final class FaultMetrics {
  /** What failed. */
  public enum Where {
    /** A backend's call: {@code gateway.publish} or {@code gateway.broadcast}. */
    BACKEND_CALL("backend_call"),
    /** A client's message that is published to a channel. */
    CLIENT_PUBLISH("client_publish"),
    /** A client's message to a backend, or the reply to it. */
    FORWARD("forward"),
    /** A connection, in its protocol or in a task of its whole event loop: it is closed. */
    CONNECTION("connection"),
    /** A delivery to subscribers, which are notified that they missed something. */
    DELIVERY("delivery");

    private final String label;

    Where(String label) {
      this.label = label;
    }

    /** The label's value. */
    public String label() {
      return label;
    }
  }

  private final Map<Where, Counter> faults = new EnumMap<>(Where.class);

  /** Registers the meters. */
  public FaultMetrics(MeterRegistry registry) {
    for (Where where : Where.values()) {
      faults.put(
          where,
          Counter.builder("gateway.faults")
              .description("Internal errors, by what failed")
              .tag("where", where.label())
              .register(registry));
    }
  }

  /** Counts an internal error. */
  public void fault(Where where) {
    Objects.requireNonNull(faults.get(where)).increment();
  }
}
