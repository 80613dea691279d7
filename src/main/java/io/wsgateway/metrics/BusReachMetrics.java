package io.wsgateway.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** Meters of this node's checks of the backends' event buses. Thread-safe. */
public final class BusReachMetrics {
  private final AtomicInteger unreachable = new AtomicInteger();
  private final AtomicInteger foreign = new AtomicInteger();

  /** Registers the meters. */
  public BusReachMetrics(MeterRegistry registry) {
    Gauge.builder("gateway.bus.unreachable.members", unreachable, AtomicInteger::get)
        .description("Backends in the cluster whose event bus this node cannot reach")
        .register(registry);
    Gauge.builder("gateway.bus.foreign.consumers", foreign, AtomicInteger::get)
        .description("Consumers of backends on addresses reserved for gateways; must be 0")
        .register(registry);
  }

  /** Sets how many backends this node does not reach. */
  public void unreachable(int members) {
    unreachable.set(members);
  }

  /** Sets how many consumers of backends are on addresses reserved for gateways. */
  public void foreignConsumers(int consumers) {
    foreign.set(consumers);
  }
}
