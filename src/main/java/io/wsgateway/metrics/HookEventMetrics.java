package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/** Meters of the events that wait for a webhook. Thread-safe. */
public final class HookEventMetrics {
  private final MeterRegistry registry;
  private final Counter dropped;

  /** Registers the meters. */
  public HookEventMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.dropped =
        Counter.builder("gateway.hooks.events.dropped")
            .description(
                "Events that no webhook received: too many waited, it refused them, or the node stopped")
            .register(registry);
  }

  /** Registers the gauge; asked on any thread. */
  public void observe(LongSupplier queuedBytes) {
    Gauge.builder("gateway.hooks.events.queued.bytes", queuedBytes::getAsLong)
        .description("Bytes of events that wait for a webhook")
        .register(registry);
  }

  /** Counts dropped events. */
  public void dropped(long count) {
    dropped.increment((double) count);
  }
}
