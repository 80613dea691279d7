package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Meters of the configuration of a running node. Thread-safe. */
public final class ConfigMetrics {
  private final Counter failures;

  /** Registers the meters. */
  public ConfigMetrics(MeterRegistry registry) {
    this.failures =
        Counter.builder("gateway.config.reload.failures")
            .description("Changes of the configuration that were not applied because of problems")
            .register(registry);
  }

  /** Counts a configuration that has problems, so that the node keeps the one that it has. */
  public void reloadFailed() {
    failures.increment();
  }
}
