package io.wsgateway.relay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wsgateway.broker.Broker;
import io.wsgateway.broker.BrokerLimits;
import io.wsgateway.broker.ChannelRates;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.channel.Publication;
import io.wsgateway.cluster.Membership;
import io.wsgateway.cluster.Node;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.SimulatedClients;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.fanout.Hub;
import io.wsgateway.fanout.WireFormat;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.metrics.BrokerMetrics;
import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.support.Simulation;
import io.wsgateway.support.Simulation.SimulatedLoop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A node as production makes it, on simulated loops: relay, beacons, and two hubs with brokers. */
final class SimulatedNode {
  private static final int HUBS = 2;

  /** An event loop with its hub, broker and connections. */
  record Part(
      SimulatedLoop loop, Hub hub, Broker broker, SimulatedClients clients, WireFormat format) {}

  /** The plain text of a publication. */
  private record TextFormat(int slot) implements WireFormat {
    @Override
    public WireMessage encode(Publication publication) {
      return WireMessage.text(publication.payload().bytes());
    }
  }

  private final Node self;
  private final Simulation simulation;
  private final SimulatedLoop relayLoop;
  private final Relay relay;
  private final Beacons beacons;
  private final List<Part> parts = new ArrayList<>();
  private final Map<String, Node> others = new LinkedHashMap<>();
  private long pausedUntilMillis;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  SimulatedNode(
      String id,
      Simulation simulation,
      SimulatedBus bus,
      ChannelRules rules,
      long hubBytes,
      int clientBytes,
      int maxStallMillis,
      int confirmMillis) {
    this.self = new Node(id, "node " + id);
    this.relayLoop = simulation.loop(id + " relay");
    FanoutMetrics metrics = new FanoutMetrics(registry);
    WireFormats formats = new WireFormats();
    WireFormat format = new TextFormat(formats.register());
    this.simulation = simulation;
    RelayLimits limits = new RelayLimits(1 << 16, 1 << 20, Long.MAX_VALUE, confirmMillis);
    this.relay = new Relay(relayLoop, id, limits, formats, metrics);
    for (int i = 0; i < HUBS; i++) {
      SimulatedLoop loop = simulation.loop(id + " hub " + i);
      SimulatedClients clients =
          new SimulatedClients(loop, simulation.random(), clientBytes, maxStallMillis);
      Hub hub = new Hub(loop, relay, clients.connections()::flush, hubBytes, metrics);
      Broker broker =
          new Broker(
              loop,
              rules,
              new BrokerLimits(1000, 100),
              new ChannelRates(0, loop::nanoTime),
              relay.outbox(loop),
              new BrokerMetrics(registry),
              this::isInService);
      parts.add(new Part(loop, hub, broker, clients, format));
    }
    this.beacons =
        new Beacons(
            relayLoop,
            new Beacons.Self(self, "1", () -> 7, () -> false),
            relay,
            bus.join(id, relayLoop, () -> count("gateway.relay.duplicates")),
            new Others(),
            new ClusterMetrics(registry),
            metrics);
    beacons
        .pauses()
        .onWake(
            () ->
                parts.forEach(
                    part ->
                        part.loop()
                            .execute(
                                () ->
                                    part.clients()
                                        .connections()
                                        .forEach(Connection::endDeliveries))));
  }

  /** One with room enough for everything. */
  static SimulatedNode roomy(
      String id, Simulation simulation, SimulatedBus bus, int confirmMillis) {
    ChannelRules rules = ConfigLoader.parse("").config().channels().rules();
    return new SimulatedNode(id, simulation, bus, rules, 1 << 20, 1 << 20, 1, confirmMillis);
  }

  /** Three of them: a, b and c. */
  static List<SimulatedNode> three(Simulation simulation, SimulatedBus bus, int confirmMillis) {
    return Stream.of("a", "b", "c").map(id -> roomy(id, simulation, bus, confirmMillis)).toList();
  }

  private final class Others implements Membership {
    @Override
    public Map<String, Node> others() {
      return others;
    }

    @Override
    public void announced(String id) {
      throw new IllegalStateException(id + " leaves");
    }

    @Override
    public void stays(String id) {
      throw new IllegalStateException(id + " left");
    }

    @Override
    public void heard(String id, boolean inMinority) {}

    @Override
    public boolean isMinority() {
      return false;
    }
  }

  /** Begins to look for the others. */
  void start(List<SimulatedNode> all) {
    all.stream().filter(node -> node != this).forEach(node -> others.put(node.id(), node.self));
    relayLoop.execute(() -> beacons.start(() -> {}));
  }

  String id() {
    return self.id();
  }

  List<Part> parts() {
    return parts;
  }

  /** Whether it and all others send to each other. */
  boolean isOpen() {
    return beacons.confirmed() == 1 + others.size();
  }

  /** Whether it takes publications, as far as pauses go. */
  boolean isInService() {
    return beacons.pauses().isInService();
  }

  /** Whether it was paused lately. */
  boolean wokeWithin(long millis) {
    return beacons.pauses().wokeWithin(millis);
  }

  /** Whether the others may have evicted it lately. */
  boolean perhapsEvictedWithin(long millis) {
    return beacons.pauses().perhapsEvictedWithin(millis);
  }

  /** Another node is in the cluster no more, or is back. */
  void loses(SimulatedNode other) {
    relayLoop.execute(
        () -> {
          others.remove(other.id());
          beacons.left(other.self);
        });
  }

  void finds(SimulatedNode other) {
    relayLoop.execute(
        () -> {
          others.put(other.id(), other.self);
          beacons.joined();
        });
  }

  /** Its process stands still. */
  void pause(long millis) {
    note(millis);
    relayLoop.pause(millis);
    parts.forEach(part -> part.loop().pause(millis));
  }

  /** Only the relay's thread has something else to do. */
  void pauseRelay(long millis) {
    note(millis);
    relayLoop.pause(millis);
  }

  private void note(long millis) {
    pausedUntilMillis = Math.max(pausedUntilMillis, simulation.millis() + millis);
  }

  /** Whether it was awake all the time since then. */
  boolean awakeSince(long millis) {
    return pausedUntilMillis <= millis;
  }

  /** How many waits of its publishers ended so. */
  long waits(String outcome) {
    return (long) registry.get("gateway.confirm.waits").tag("outcome", outcome).counter().count();
  }

  /** In so many milliseconds it takes another node for gone, or for a member again. */
  void sees(SimulatedNode other, boolean member, long inMillis) {
    relayLoop.schedule(
        inMillis,
        () -> {
          if (member) {
            others.put(other.id(), other.self);
            beacons.joined();
          } else if (others.remove(other.id()) != null) {
            beacons.left(other.self);
          }
        });
  }

  /** How many envelopes and batches it has made for another node since it began to send to it. */
  long made(String peer) {
    PeerLink link = relay.peers().get(peer);
    Long base = relay.peers().bases().get(peer);
    return link == null || base == null ? 0 : base + link.made();
  }

  /** Deliveries that failed. */
  long faults() {
    return (long) registry.get("gateway.faults").tag("where", "delivery").counter().count();
  }

  /** Batches that were encoded and nobody gave back. */
  int heldBatches() {
    return parts.stream().mapToInt(part -> part.clients().heldBatches()).sum();
  }

  /** The value of one of its counters. */
  long count(String meter) {
    return (long) registry.get(meter).counter().count();
  }

  double gauge(String meter) {
    return registry.get(meter).gauge().value();
  }
}
