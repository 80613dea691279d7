package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Meters of the public port for what happens before a connection exists. */
public final class HandshakeMetrics {
  private final Map<String, Counter> outcomes = new TreeMap<>();
  private final Map<String, Counter> limits = new TreeMap<>();
  private final Timer loopLag;

  /**
   * Registers the meters, so that each label exists with 0 from the start.
   *
   * @param outcomes the labels of {@code handshakes_total{outcome}}
   * @param limits the labels of {@code rate_limited_total{what}}
   * @param mostClients how many clients the node accepts; called at every scrape, on any thread
   */
  public HandshakeMetrics(
      MeterRegistry registry,
      Collection<String> outcomes,
      Collection<String> limits,
      LongSupplier mostClients) {
    Gauge.builder("gateway.connections.limit", mostClients, LongSupplier::getAsLong)
        .description("How many clients this node accepts")
        .strongReference(true)
        .register(registry);
    for (String outcome : outcomes) {
      this.outcomes.put(
          outcome,
          Counter.builder("gateway.handshakes")
              .description("Upgrade requests by how they ended")
              .tag("outcome", outcome)
              .register(registry));
    }
    for (String limit : limits) {
      this.limits.put(
          limit,
          Counter.builder("gateway.rate.limited")
              .description("Refused or slowed down.")
              .tag("what", limit)
              .register(registry));
    }
    loopLag =
        Timer.builder("gateway.event.loop.lag")
            .description("How late a timer of an event loop of the public port fires")
            .register(registry);
  }

  /** Counts an upgrade request that has ended. */
  public void handshake(String outcome) {
    count(outcomes, outcome);
  }

  /** Counts something that a limit refused. */
  public void limited(String what) {
    count(limits, what);
  }

  /** Records a lag measurement of an event loop. */
  public void loopLag(long nanos) {
    loopLag.record(nanos, TimeUnit.NANOSECONDS);
  }

  private static void count(Map<String, Counter> counters, String label) {
    Counter counter = counters.get(label);
    if (counter == null) {
      throw new IllegalArgumentException("not a declared label: " + label);
    }
    counter.increment();
  }
}
