package io.wsgateway.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;

/** What a node is and whether it is leaving. */
public final class NodeMetrics {
  /**
   * Registers the gauges.
   *
   * @param version the release that runs, such as {@code 1.2.0}
   * @param draining asked at every scrape, from the scraping thread
   */
  public NodeMetrics(MeterRegistry registry, String version, BooleanSupplier draining) {
    Gauge.builder("gateway.build.info", () -> 1)
        .description("Always 1; the label is the release that runs")
        .tag("version", version)
        .register(registry);
    Gauge.builder("gateway.draining", () -> draining.getAsBoolean() ? 1 : 0)
        .description("1 while the node is being emptied")
        .register(registry);
  }
}
