package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Meters of connections: their number, their traffic, how they end. Thread-safe; event loops add
 * sums once per tick, not per message.
 */
public final class ConnectionMetrics {
  private record Traffic(
      Map<ClientTransport, AtomicInteger> connections,
      Counter messagesReceived,
      Counter bytesReceived,
      Counter messagesSent,
      Counter bytesSent) {}

  private final MeterRegistry registry;
  private final Map<Protocol, Traffic> traffic = new EnumMap<>(Protocol.class);
  private final LongAdder outboundQueueBytes = new LongAdder();
  private final Map<String, Counter> closes = new ConcurrentHashMap<>();
  private final Map<String, Counter> slow = new ConcurrentHashMap<>();
  private final Map<String, Counter> dropped = new ConcurrentHashMap<>();
  private final Map<String, Counter> limited = new ConcurrentHashMap<>();
  private final Counter aged;
  private final FaultMetrics faults;
  private final Function<String, Counter> newClose;
  private final Function<String, Counter> newSlow;
  private final Function<String, Counter> newDropped;
  private final Function<String, Counter> newLimited;

  /** Registers the meters; at most one instance per registry. */
  public ConnectionMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Protocol protocol : Protocol.values()) {
      traffic.put(protocol, traffic(registry, protocol));
    }
    Gauge.builder("gateway.outbound.queue.bytes", outboundQueueBytes, LongAdder::sum)
        .description("What is queued for connections that do not read.")
        .register(registry);
    aged =
        Counter.builder("gateway.connections.aged")
            .description("Connections closed because they had reached their age.")
            .register(registry);
    faults = new FaultMetrics(registry);
    newClose = counters(registry, "gateway.closes", "code", "Connections that ended.");
    newSlow = counters(registry, "gateway.slow.consumers", "policy", "Queues that overflowed.");
    newDropped = counters(registry, "gateway.messages.dropped", "policy", "Messages not sent.");
    newLimited = counters(registry, "gateway.rate.limited", "what", "Refused or slowed down.");
  }

  /**
   * Registers counters by their labels, so that each exists with 0 from the start: a series that
   * begins with its first event shows no increase. It may be called again.
   *
   * @param closes the labels of {@link #closed}
   * @param slow the policies of {@link #slow}
   * @param dropped the policies of {@link #dropped}
   * @param limited the limits of {@link #rateLimited}
   */
  public void declare(
      Collection<String> closes,
      Collection<String> slow,
      Collection<String> dropped,
      Collection<String> limited) {
    closes.forEach(code -> this.closes.computeIfAbsent(code, newClose));
    slow.forEach(policy -> this.slow.computeIfAbsent(policy, newSlow));
    dropped.forEach(policy -> this.dropped.computeIfAbsent(policy, newDropped));
    limited.forEach(what -> this.limited.computeIfAbsent(what, newLimited));
  }

  /** Registers the gauge of what all connections hold on the heap; once. */
  public void heap(LongSupplier bytes) {
    Gauge.builder("gateway.outbound.heap.bytes", bytes, LongSupplier::getAsLong)
        .description("What connections hold on the heap, bounded by limits.outboundTotalBytes.")
        .strongReference(true)
        .register(registry);
  }

  /** Counts a connection that has opened. */
  public void opened(Protocol protocol, ClientTransport transport) {
    connections(protocol, transport).incrementAndGet();
  }

  /**
   * Counts the end of a connection that had opened; {@code code} is a label from the table of close
   * codes.
   */
  public void closed(Protocol protocol, ClientTransport transport, String code) {
    connections(protocol, transport).decrementAndGet();
    closes.computeIfAbsent(code, newClose).increment();
  }

  /** Adds what was received. */
  public void received(Protocol protocol, long messages, long bytes) {
    of(protocol).messagesReceived.increment((double) messages);
    of(protocol).bytesReceived.increment((double) bytes);
  }

  /** Adds what was handed to sockets. */
  public void sent(Protocol protocol, long messages, long bytes) {
    of(protocol).messagesSent.increment((double) messages);
    of(protocol).bytesSent.increment((double) bytes);
  }

  /** Adds the change of what is queued in outbound queues. */
  public void queued(long bytes) {
    outboundQueueBytes.add(bytes);
  }

  /**
   * Counts an overflow of a connection's outbound queue; {@code policy} as in the configuration.
   */
  public void slow(String policy) {
    slow.computeIfAbsent(policy, newSlow).increment();
  }

  /** Counts messages that were dropped from a queue, or instead of being queued. */
  public void dropped(String policy, long messages) {
    dropped.computeIfAbsent(policy, newDropped).increment((double) messages);
  }

  /** Counts a client that was slowed down or refused; {@code what} names the limit. */
  public void rateLimited(String what) {
    limited.computeIfAbsent(what, newLimited).increment();
  }

  /** Counts a connection that was closed because it had reached its age. */
  public void aged() {
    aged.increment();
  }

  /** Counts a connection that failed because of an internal error. */
  public void fault() {
    faults.fault(FaultMetrics.Where.CONNECTION);
  }

  private AtomicInteger connections(Protocol protocol, ClientTransport transport) {
    AtomicInteger found = of(protocol).connections.get(transport);
    if (found == null) {
      throw new IllegalStateException("no meters for " + transport);
    }
    return found;
  }

  private Traffic of(Protocol protocol) {
    Traffic found = traffic.get(protocol);
    if (found == null) {
      throw new IllegalStateException("no meters for " + protocol);
    }
    return found;
  }

  private static Traffic traffic(MeterRegistry registry, Protocol protocol) {
    Map<ClientTransport, AtomicInteger> connections = new EnumMap<>(ClientTransport.class);
    for (ClientTransport transport : ClientTransport.values()) {
      AtomicInteger open = new AtomicInteger();
      connections.put(transport, open);
      Gauge.builder("gateway.connections", open, AtomicInteger::get)
          .description("Open connections.")
          .tag("protocol", protocol.label())
          .tag("transport", transport.label())
          .register(registry);
    }
    return new Traffic(
        connections,
        counter(registry, "gateway.messages.received", protocol, "Messages from clients."),
        counter(registry, "gateway.bytes.received", protocol, "Bytes from clients, with headers."),
        counter(registry, "gateway.messages.sent", protocol, "Messages to clients."),
        counter(registry, "gateway.bytes.sent", protocol, "Bytes to clients, with headers."));
  }

  private static Counter counter(
      MeterRegistry registry, String name, Protocol protocol, String description) {
    return Counter.builder(name)
        .description(description)
        .tag("protocol", protocol.label())
        .register(registry);
  }

  private static Function<String, Counter> counters(
      MeterRegistry registry, String name, String label, String description) {
    return value ->
        Counter.builder(name).description(description).tag(label, value).register(registry);
  }
}
