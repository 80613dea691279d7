package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Meters of the cluster's membership and beacons. All are 0 on a node without a cluster.
 * Thread-safe.
 */
public final class ClusterMetrics {
  private static final double MILLIS_PER_SECOND = 1000.0;

  private final AtomicInteger members = new AtomicInteger();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger isolated = new AtomicInteger();
  private final AtomicInteger foreign = new AtomicInteger();
  private final AtomicInteger silent = new AtomicInteger();
  private final AtomicInteger unheard = new AtomicInteger();
  private final AtomicInteger drifted = new AtomicInteger();
  private final AtomicInteger late = new AtomicInteger();
  private final AtomicInteger waking = new AtomicInteger();
  private final AtomicLong skewMillis = new AtomicLong();
  private final Counter joined;
  private final Counter pauses;
  private final Map<LeaveCause, Counter> left = new EnumMap<>(LeaveCause.class);

  /** Why a gateway node left. */
  public enum LeaveCause {
    /** It had announced that it leaves. */
    STOPPED,
    /** It died, or was disconnected from the majority. */
    LOST,
    /** This node was disconnected or paused, or the connection broke for a moment. */
    ISOLATED;

    /** The value in the label and the log. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Registers the meters. */
  public ClusterMetrics(MeterRegistry registry) {
    gauge(registry, "cluster.members", members, "Gateway nodes in the cluster, this one included");
    gauge(
        registry,
        "cluster.size",
        size,
        "Gateway nodes that belong to the cluster, present or not, this one included");
    gauge(registry, "isolated", isolated, "1 while this node's side is no majority of the cluster");
    gauge(
        registry,
        "cluster.foreign.members",
        foreign,
        "Members that hold cluster data and are not gateways; must be 0");
    gauge(
        registry,
        "cluster.silent.nodes",
        silent,
        "Gateway nodes whose heartbeat on the event bus is overdue");
    gauge(
        registry,
        "cluster.unheard.nodes",
        unheard,
        "Gateway nodes in the cluster for 5 s or more from which no heartbeat has arrived");
    gauge(
        registry,
        "cluster.drifted.nodes",
        drifted,
        "Gateway nodes with a different configuration from this one");
    gauge(
        registry,
        "cluster.late.members",
        late,
        "Members, backends included, that sent no heartbeat for 8 s and are not evicted yet");
    Gauge.builder("gateway.clock.skew", skewMillis, s -> s.get() / MILLIS_PER_SECOND)
        .baseUnit("seconds")
        .description("Largest difference of another node's wall clock from this one's")
        .register(registry);
    joined =
        Counter.builder("gateway.cluster.joins")
            .description("Gateway nodes that joined")
            .register(registry);
    gauge(
        registry,
        "waking",
        waking,
        "1 while this node, after a pause, lacks contact with a majority of the others");
    pauses =
        Counter.builder("gateway.pauses")
            .description("Pauses of this node that were as long as the heartbeat time-out")
            .register(registry);
    for (LeaveCause cause : LeaveCause.values()) {
      left.put(
          cause,
          Counter.builder("gateway.cluster.leaves")
              .description("Gateway nodes that left, by cause")
              .tag("cause", cause.text())
              .register(registry));
    }
  }

  private static void gauge(
      MeterRegistry registry, String name, AtomicInteger value, String description) {
    Gauge.builder("gateway." + name, value, AtomicInteger::get)
        .description(description)
        .register(registry);
  }

  /** The node is in a cluster, as far as it knows alone. */
  public void alone() {
    members(1);
    size(1, false);
  }

  /** Sets how many gateway nodes there are, this one included. */
  public void members(int count) {
    members.set(count);
  }

  /** Counts a gateway node that joined. */
  public void joined() {
    joined.increment();
  }

  /** Counts a pause of this node that was so long that the others may have evicted it. */
  public void paused() {
    pauses.increment();
  }

  /** Sets whether this node is out of service because it was paused. */
  public void waking(boolean is) {
    waking.set(is ? 1 : 0);
  }

  /** Sets the cluster's stable size, and whether this node's side is not a majority of it. */
  public void size(int count, boolean noMajority) {
    size.set(count);
    isolated.set(noMajority ? 1 : 0);
  }

  /** Counts a gateway node that left. */
  public void left(LeaveCause cause) {
    Counter counter = left.get(cause);
    if (counter != null) {
      counter.increment();
    }
  }

  /** Sets how many full members are not gateways. */
  public void foreign(int count) {
    foreign.set(count);
  }

  /** Sets how many gateway nodes are overdue with their beacon. */
  public void silent(int count) {
    silent.set(count);
  }

  /** Sets from how many gateway nodes of the cluster no beacon has arrived. */
  public void unheard(int count) {
    unheard.set(count);
  }

  /** Sets how many gateway nodes have a different configuration. */
  public void drifted(int count) {
    drifted.set(count);
  }

  /** Sets how many members are overdue with their heartbeat. */
  public void late(int count) {
    late.set(count);
  }

  /** Sets the largest difference to another node's wall clock, in milliseconds, never negative. */
  public void skew(long millis) {
    skewMillis.set(millis);
  }
}
