package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** Meters of the configuration of a running node. Thread-safe. */
public final class ConfigMetrics {
  private final Counter failures;

  /** 1 or 0. */
  private final AtomicInteger invalid = new AtomicInteger();

  /** Registers the meters. */
  public ConfigMetrics(MeterRegistry registry) {
    this.failures =
        Counter.builder("gateway.config.reload.failures")
            .description("Changes of the configuration that were not applied because of problems")
            .register(registry);
    Gauge.builder("gateway.config.invalid", invalid, AtomicInteger::get)
        .description("1 while the files of the configuration have problems, otherwise 0")
        .register(registry);
  }

  /** Counts a configuration that has problems, so that the node keeps the one that it has. */
  public void reloadFailed() {
    invalid.set(1);
    failures.increment();
  }

  /** Says that the files have no problem (any more). */
  public void valid() {
    invalid.set(0);
  }
}
