package io.wsgateway.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;

/** Gauges of a node's release and of whether it is draining. */
public final class NodeMetrics {
  /**
   * Registers the gauges.
   *
   * @param version the release that runs, such as {@code 1.2.0}
   * @param draining called at every scrape, on the scraping thread
   */
  public NodeMetrics(MeterRegistry registry, String version, BooleanSupplier draining) {
    Gauge.builder("gateway.build.info", () -> 1)
        .description("Always 1; the label is the release that runs")
        .tag("version", version)
        .register(registry);
    Gauge.builder("gateway.draining", () -> draining.getAsBoolean() ? 1 : 0)
        .description("1 while the node is draining")
        .register(registry);
  }
}
