package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Counts what could not be sent to other nodes. What a full queue dropped is not included: it was
 * never handed to the bus. Thread-safe.
 */
public final class SendFailureMetrics {
  private final Map<SendFailure, Counter> failures = new EnumMap<>(SendFailure.class);

  /** Registers the meters. */
  public SendFailureMetrics(MeterRegistry registry) {
    for (SendFailure cause : SendFailure.values()) {
      failures.put(
          cause,
          Counter.builder("gateway.relay.send.failures")
              .description("Envelopes and connection checks that failed, by cause")
              .tag("cause", cause.label())
              .register(registry));
    }
  }

  /** Counts an envelope or a check that did not reach another node. */
  public void failed(SendFailure cause) {
    Objects.requireNonNull(failures.get(cause)).increment();
  }
}
