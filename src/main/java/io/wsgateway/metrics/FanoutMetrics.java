package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** Meters of the relay and the hubs. Thread-safe. */
public final class FanoutMetrics {
  private final MeterRegistry registry;
  private final LongAdder subscriptions = new LongAdder();
  private final LongAdder channels = new LongAdder();
  private final Timer delivery;
  private final Counter hubDropped;
  private final Counter lost;
  private final Counter duplicates;
  private final Counter relayDropped;
  private final Counter unreadable;
  private final Counter foreign;
  private final FaultMetrics faults;
  private final ConfirmMetrics confirm;
  private final SendFailureMetrics sendFailures;
  private volatile LongSupplier intake = () -> 0;

  /** Registers the meters. */
  public FanoutMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("gateway.subscriptions", subscriptions, LongAdder::sum)
        .description("Subscriptions of clients on this node")
        .register(registry);
    Gauge.builder("gateway.channels", channels, LongAdder::sum)
        .description("Channels with a subscriber on this node")
        .register(registry);
    delivery =
        Timer.builder("gateway.delivery")
            .description("From acceptance on any node to the flush of the last socket here")
            .register(registry);
    hubDropped = dropped("hubBacklog");
    relayDropped = dropped("relayBacklog");
    lost =
        Counter.builder("gateway.relay.lost")
            .description(
                "Envelopes and batches that other nodes had for this one and that never arrived")
            .register(registry);
    duplicates =
        Counter.builder("gateway.relay.duplicates")
            .description("Envelopes or publications that arrived twice and were dropped")
            .register(registry);
    unreadable = rejected("envelope");
    foreign = rejected("origin");
    faults = new FaultMetrics(registry);
    sendFailures = new SendFailureMetrics(registry);
    confirm = new ConfirmMetrics(registry);
    relayHeap("in", this, metrics -> metrics.intake.getAsLong());
  }

  private Counter rejected(String reason) {
    return Counter.builder("gateway.eventbus.rejected")
        .description("Event-bus messages that were refused")
        .tag("reason", reason)
        .register(registry);
  }

  private Counter dropped(String policy) {
    return Counter.builder("gateway.messages.dropped")
        .description("Messages that a bounded queue dropped")
        .tag("policy", policy)
        .register(registry);
  }

  /** Registers gauges of the fullest queue to a peer and of all of them, in bytes of heap. */
  public <T> void relayQueue(T relay, ToDoubleFunction<T> fullest, ToDoubleFunction<T> all) {
    Gauge.builder("gateway.relay.queue", relay, fullest)
        .baseUnit("bytes")
        .description("What is queued for the slowest peer, in bytes of heap")
        .register(registry);
    relayHeap("out", relay, all);
  }

  /**
   * Sets what tells how much was read from peers and is queued for the relay, in bytes of heap; 0
   * until then, as on a node without a cluster.
   */
  public void intake(LongSupplier bytes) {
    intake = bytes;
  }

  private <T> void relayHeap(String direction, T owner, ToDoubleFunction<T> bytes) {
    Gauge.builder("gateway.relay.heap", owner, bytes)
        .baseUnit("bytes")
        .tag("direction", direction)
        .description("Heap that messages from and to other nodes take")
        .register(registry);
  }

  /** The meters of other nodes' confirmations. */
  public ConfirmMetrics confirm() {
    return confirm;
  }

  /** Adds subscriptions that began (positive) or ended. */
  public void subscriptions(int change) {
    subscriptions.add(change);
  }

  /** Adds channels that got their first subscriber on this node (positive) or lost their last. */
  public void channels(int change) {
    channels.add(change);
  }

  /**
   * Records that a publication reached its last socket here; a negative time (clock skew) counts as
   * 0.
   */
  public void delivered(long millis) {
    delivery.record(Math.max(0, millis), TimeUnit.MILLISECONDS);
  }

  /** Counts publications dropped because an event loop is too far behind. */
  public void hubDropped(int publications) {
    hubDropped.increment(publications);
  }

  /** Counts publications dropped because a peer is too far behind. */
  public void relayDropped(int publications) {
    relayDropped.increment(publications);
  }

  /** Counts an envelope that could not be sent. */
  public void sendFailed(SendFailure cause) {
    sendFailures.failed(cause);
  }

  /** Counts envelopes and batches that a gap in the numbers shows as lost. */
  public void lost(long envelopes) {
    lost.increment((double) envelopes);
  }

  /** Counts a duplicate envelope. */
  public void duplicate() {
    duplicates.increment();
  }

  /** Counts something that could not be delivered because of an internal error. */
  public void fault() {
    faults.fault(FaultMetrics.Where.DELIVERY);
  }

  /** Counts bytes on a relay address that are not an envelope. */
  public void unreadable() {
    unreadable.increment();
  }

  /**
   * Counts a message between nodes that does not come from the node that it names, or not from a
   * node.
   */
  public void foreign() {
    foreign.increment();
  }
}
