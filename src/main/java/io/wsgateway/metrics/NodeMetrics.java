package io.wsgateway.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Gauges of a node's release and of its drain. */
public final class NodeMetrics {
  /**
   * Registers the gauges.
   *
   * @param version the release that runs, such as {@code 1.2.0}
   * @param draining called at every scrape, on the scraping thread
   * @param remaining how many connections a drain still has to end; called in the same way
   */
  public NodeMetrics(
      MeterRegistry registry, String version, BooleanSupplier draining, LongSupplier remaining) {
    Gauge.builder("gateway.build.info", () -> 1)
        .description("Always 1; the label is the release that runs")
        .tag("version", version)
        .register(registry);
    Gauge.builder("gateway.draining", () -> draining.getAsBoolean() ? 1 : 0)
        .description("1 while the node is draining")
        .register(registry);
    Gauge.builder("gateway.drain.remaining", remaining, LongSupplier::getAsLong)
        .strongReference(true)
        .description("Connections that a drain still has to end; 0 without a drain")
        .register(registry);
  }
}
