package io.wsgateway.session;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wsgateway.broker.Broker;
import io.wsgateway.broker.BrokerLimits;
import io.wsgateway.broker.ChannelRates;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.connection.Spread;
import io.wsgateway.fanout.Hub;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.metrics.BrokerMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.metrics.FaultMetrics;
import io.wsgateway.relay.Relay;
import io.wsgateway.relay.RelayLimits;
import io.wsgateway.support.NoBackends;
import io.wsgateway.support.Simulation;
import io.wsgateway.support.Simulation.SimulatedLoop;

/** The real broker, relay and hubs of one node, on simulated loops. */
final class SimulatedNode {
  private static final long WIDE = 1 << 26;
  private static final RelayLimits LIMITS = new RelayLimits(WIDE, WIDE);

  final Simulation simulation;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FanoutMetrics metrics = new FanoutMetrics(registry);
  private final ChannelRules rules =
      ConfigLoader.parse("channels: {namespaces: {news: {}, price: {slowConsumer: latest}}}")
          .config()
          .channels()
          .rules();
  private final Clients clients;
  private final Relay relay;
  private final int perClient;

  /** A node whose clients may have so many subscriptions each. */
  SimulatedNode(long seed, int perClient) {
    this(seed, perClient, new Clients("here"));
  }

  /** The same with clients of the test's choice. */
  SimulatedNode(long seed, int perClient, Clients clients) {
    this.clients = clients;
    this.simulation = new Simulation(seed);
    this.perClient = perClient;
    this.relay = new Relay(simulation.loop("relay"), "here", LIMITS, new WireFormats(), metrics);
  }

  /** One more event loop. */
  SessionLoop loop(String name) {
    SimulatedLoop loop = simulation.loop(name);
    return new SessionLoop(
        loop,
        broker(loop),
        new Hub(loop, relay, () -> {}, WIDE, metrics),
        new NoBackends(),
        new Faults(new FaultMetrics(registry)),
        new SubscriptionRules(rules, 20, perClient),
        new Spread(loop::nanoTime),
        clients);
  }

  /** Its clients by their ids. */
  Clients clients() {
    return clients;
  }

  /** What reaches its clients one by one. */
  SingleClient single() {
    return new SingleClient(clients, relay);
  }

  private Broker broker(SimulatedLoop loop) {
    return new Broker(
        loop,
        rules,
        new BrokerLimits(65_536, 20),
        new ChannelRates(0, loop::nanoTime),
        relay.outbox(loop),
        new BrokerMetrics(registry),
        () -> true);
  }

  double subscriptions() {
    return registry.get("gateway.subscriptions").gauge().value();
  }

  double faults() {
    return registry.get("gateway.faults").tag("where", "delivery").counter().count();
  }

  double channels() {
    return registry.get("gateway.channels").gauge().value();
  }
}
