package io.wsgateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.wsgateway.auth.BlockedUsers;
import io.wsgateway.auth.Tokens;
import io.wsgateway.backend.BackendVerticle;
import io.wsgateway.backend.BusBackends;
import io.wsgateway.backend.ClientCalls;
import io.wsgateway.backend.ClientNodes;
import io.wsgateway.backend.EventSender;
import io.wsgateway.backend.Inbound;
import io.wsgateway.backend.UserCalls;
import io.wsgateway.broker.Broker;
import io.wsgateway.broker.BrokerLimits;
import io.wsgateway.broker.ChannelRates;
import io.wsgateway.broker.ChannelSchemas;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.cluster.Node;
import io.wsgateway.config.CurrentConfig;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.connection.Spread;
import io.wsgateway.fanout.Hub;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.metrics.BlockMetrics;
import io.wsgateway.metrics.BrokerMetrics;
import io.wsgateway.metrics.ClientCallMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.metrics.FaultMetrics;
import io.wsgateway.metrics.InvalidMetrics.Source;
import io.wsgateway.poll.PollSessions;
import io.wsgateway.protocol.raw.RawEndpoint;
import io.wsgateway.protocol.raw.RawFormats;
import io.wsgateway.protocol.raw.RawProtocol;
import io.wsgateway.relay.ChannelPattern;
import io.wsgateway.relay.Relay;
import io.wsgateway.relay.RelayLimits;
import io.wsgateway.server.Endpoint;
import io.wsgateway.session.Clients;
import io.wsgateway.session.Faults;
import io.wsgateway.session.SessionLoop;
import io.wsgateway.session.SingleClient;
import io.wsgateway.session.SubscriptionRules;
import io.wsgateway.transport.VertxLoop;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Creates the parts that a message passes through in a node: those that exist once per node, and
 * those of each event loop.
 */
final class Wiring {
  private final GatewayConfig config;
  private final ChannelRules rules;
  private final Schemas schemas;
  private final RelayLimits limits;
  private final BrokerLimits brokerLimits;
  private final ChannelRates rates;
  private final FanoutMetrics fanoutMetrics;
  private final ClusterMeters clusterMeters;
  private final BrokerMetrics brokerMetrics;
  private final BackendMetrics backendMetrics;
  private final Faults faults;
  private final NodeVertx node;
  private final Context relayContext;
  private final Loop relayLoop;
  private final Node self;
  private final RawFormats rawFormats;
  private final Relay relay;
  private final BooleanSupplier awake;
  private final EventSender events;
  private final Inbound inbound;
  private final Spread closes;
  private final Clients clients;
  private final UserCalls userCalls;
  private final ClientNodes clientNodes = new ClientNodes();
  private final ClientCalls.Node clientCalls;
  private final Tokens tokens;
  private final PollSessions polls;

  /**
   * Creates a relay whose state belongs to {@code relayContext}.
   *
   * @param tokens checks the tokens of clients
   * @param awake false while nothing may be published here because this node was paused
   * @param schemas what messages must fit
   */
  Wiring(
      CurrentConfig current,
      NodeVertx node,
      Context relayContext,
      MeterRegistry registry,
      Tokens tokens,
      BooleanSupplier awake,
      Schemas schemas) {
    this.tokens = tokens;
    this.config = current.get();
    this.awake = awake;
    this.node = node;
    this.relayContext = relayContext;
    this.relayLoop = new VertxLoop(relayContext);
    this.self = new Node(node.id(), config.node().name());
    WireFormats formats = new WireFormats();
    this.rawFormats = new RawFormats(formats);
    this.rules = config.channels().rules();
    this.schemas = schemas;
    this.limits =
        new RelayLimits(
            config.limits().publishQueueBytes(),
            config.cluster().relayQueueBytes(),
            betweenNodesBytes(),
            config.cluster().confirmMillis());
    this.brokerLimits =
        new BrokerLimits(config.limits().messageBytes(), config.limits().channelBytes());
    this.rates = new ChannelRates(config.limits().channelBytesPerSecond(), relayLoop::nanoTime);
    current.follow(
        next -> {
          brokerLimits.limit(next.limits().messageBytes());
          rates.limit(next.limits().channelBytesPerSecond());
        });
    this.fanoutMetrics = new FanoutMetrics(registry);
    this.clusterMeters = ClusterMeters.register(registry);
    this.brokerMetrics = new BrokerMetrics(registry);
    this.backendMetrics = new BackendMetrics(registry);
    this.faults = new Faults(new FaultMetrics(registry));
    this.closes = new Spread(relayLoop::nanoTime);
    this.relay = new Relay(relayLoop, node.id(), limits, formats, fanoutMetrics);
    relay.index(
        config.endpoints().stream().map(e -> ChannelPattern.of(e.channel())).distinct().toList());
    this.events =
        new EventSender(
            node.vertx(),
            config.eventBus().prefix(),
            self,
            Set.copyOf(config.events().send()),
            backendMetrics,
            relayLoop);
    BlockedUsers blocked =
        new BlockedUsers(
            config.limits().blockedUsers(), relayLoop::nanoTime, relayLoop::wallMillis);
    this.clients =
        new Clients(
            node.id(), blocked::isBlocked, new BlockMetrics(registry, blocked::count)::closed);
    this.polls = new PollSessions(node.id());
    this.userCalls = new UserCalls(relayLoop, blocked, clients);
    this.clientCalls =
        new ClientCalls.Node(
            node.vertx(),
            config.eventBus().prefix(),
            brokerLimits::messageBytes,
            clients,
            new SingleClient(clients, relay),
            clientNodes,
            new ClientCallMetrics(registry),
            awake);
    this.inbound =
        new Inbound(
            node.vertx(),
            config.eventBus().prefix(),
            node.consumers(),
            brokerLimits::messageBytes,
            backendMetrics,
            relayLoop::nanoTime);
  }

  /**
   * Limits each event loop's hub queue so that all of them together hold at most a quarter of the
   * heap.
   */
  private static long hubQueueBytes(GatewayConfig config) {
    long share = Runtime.getRuntime().maxMemory() / 4 / config.node().loops();
    return Math.min(config.limits().hubQueueBytes(), share);
  }

  /**
   * The queues to all other nodes may take an eighth of the heap, and so may the queue of received
   * messages.
   */
  static long betweenNodesBytes() {
    return Runtime.getRuntime().maxMemory() / 8;
  }

  /** The node's relay. */
  Relay relay() {
    return relay;
  }

  /** The context that the relay's state belongs to. */
  Context relayContext() {
    return relayContext;
  }

  /** The same as a loop. */
  Loop relayLoop() {
    return relayLoop;
  }

  /** This node. */
  Node self() {
    return self;
  }

  /** Notifies backends of events. */
  EventSender events() {
    return events;
  }

  /** The meters of the relay. */
  FanoutMetrics fanoutMetrics() {
    return fanoutMetrics;
  }

  /** The meters of a cluster's node, which a node without a cluster has too. */
  ClusterMeters clusterMeters() {
    return clusterMeters;
  }

  /** The verticle that backends call. */
  BackendVerticle backendCalls() {
    return new BackendVerticle(
        config,
        backendMetrics,
        faults,
        context -> broker(context, Source.BACKEND),
        node.registrations(),
        this::clientCalls,
        self);
  }

  /** Reaches single clients, for calls that arrive on a context. */
  ClientCalls clientCalls(Context context) {
    return new ClientCalls(clientCalls, new VertxLoop(context));
  }

  /** The sessions of clients that poll. */
  PollSessions polls() {
    return polls;
  }

  /** Blocks users and closes their clients. */
  UserCalls userCalls() {
    return userCalls;
  }

  /** The other nodes as the owners of clients. */
  ClientNodes clientNodes() {
    return clientNodes;
  }

  /** Makes a broker for what is published on a context from a source. */
  Broker broker(Context context, Source source) {
    return broker(new VertxLoop(context), schemas.channels(source));
  }

  private Broker broker(Loop loop, ChannelSchemas channelSchemas) {
    return new Broker(
        loop, rules, brokerLimits, rates, relay.outbox(loop), brokerMetrics, awake, channelSchemas);
  }

  /** Makes the endpoints of an event loop, with its hub. Called on that loop. */
  List<Endpoint> endpoints(Loop loop, ConnectionLoop connections) {
    Hub hub = new Hub(loop, relay, connections::flush, hubQueueBytes(config), fanoutMetrics);
    SessionLoop sessions =
        new SessionLoop(
            loop,
            broker(loop, ChannelSchemas.none()),
            hub,
            backends(loop),
            faults,
            subscriptions(),
            closes,
            clients);
    RawProtocol raw = new RawProtocol(config.drain().closeCode());
    connections.expect(raw);
    connections.expect(raw.streams());
    connections.expect(raw.polls());
    return config.endpoints().stream()
        .<Endpoint>map(
            e ->
                new RawEndpoint(e, raw, rule(e), rawFormats, schemas.messages(e), sessions, tokens))
        .toList();
  }

  private SubscriptionRules subscriptions() {
    LimitsConfig bounds = config.limits();
    return new SubscriptionRules(rules, bounds.channelBytes(), bounds.subscriptionsPerClient());
  }

  private BusBackends backends(Loop loop) {
    return new BusBackends(inbound, events, backendMetrics, loop::nanoTime);
  }

  private ChannelRule rule(EndpointConfig endpoint) {
    return rules
        .find(endpoint.channel())
        .orElseThrow(() -> new IllegalStateException("unchecked channel " + endpoint.channel()));
  }
}
