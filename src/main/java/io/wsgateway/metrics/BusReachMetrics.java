package io.wsgateway.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** Meters of this node's look at the backends' part of the event bus. Thread-safe. */
public final class BusReachMetrics {
  private final AtomicInteger unreachable = new AtomicInteger();
  private final AtomicInteger foreign = new AtomicInteger();

  /** Registers the meters. */
  public BusReachMetrics(MeterRegistry registry) {
    Gauge.builder("gateway.bus.unreachable.members", unreachable, AtomicInteger::get)
        .description("Backends in the cluster whose event bus this node cannot reach")
        .register(registry);
    Gauge.builder("gateway.bus.foreign.consumers", foreign, AtomicInteger::get)
        .description("Consumers of backends on addresses that are the gateways' own; must be 0")
        .register(registry);
  }

  /** How many backends this node does not reach. */
  public void unreachable(int members) {
    unreachable.set(members);
  }

  /** How many consumers of backends are where only gateways may listen. */
  public void foreignConsumers(int consumers) {
    foreign.set(consumers);
  }
}
