package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/** Meters of blocked users. Thread-safe. */
public final class BlockMetrics {
  private final Counter closes;

  /**
   * Registers the meters.
   *
   * @param blocked how many users are blocked; called at every scrape, on the scraping thread
   */
  public BlockMetrics(MeterRegistry registry, LongSupplier blocked) {
    Gauge.builder("gateway.blocked.users", blocked, LongSupplier::getAsLong)
        .strongReference(true)
        .description("Users that are blocked (POST /api/block)")
        .register(registry);
    this.closes =
        Counter.builder("gateway.blocked.closes")
            .description("Connections closed because their user was blocked")
            .register(registry);
  }

  /** Counts a connection that is closed. */
  public void closed() {
    closes.increment();
  }
}
