package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Meters of the published keys that tokens are checked with. Thread-safe. */
public final class JwksMetrics {
  private final Counter failures;

  /** Registers the meters. */
  public JwksMetrics(MeterRegistry registry) {
    this.failures =
        Counter.builder("gateway.jwks.failures")
            .description("Reads of the key set of auth.jwt.jwksUrl that failed")
            .register(registry);
  }

  /** Counts a read that failed. */
  public void failed() {
    failures.increment();
  }
}
