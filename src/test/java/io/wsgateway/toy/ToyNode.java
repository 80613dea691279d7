package io.wsgateway.toy;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.micrometer.core.instrument.Gauge;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.VertxInternal;
import io.wsgateway.broker.Broker;
import io.wsgateway.broker.BrokerLimits;
import io.wsgateway.broker.ChannelRates;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.config.CurrentConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Spread;
import io.wsgateway.fanout.Hub;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.kit.Patience;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.BrokerMetrics;
import io.wsgateway.metrics.ConnectionMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.metrics.FaultMetrics;
import io.wsgateway.metrics.MetricsRegistry;
import io.wsgateway.poll.PollSessions;
import io.wsgateway.relay.Relay;
import io.wsgateway.relay.RelayLimits;
import io.wsgateway.server.Endpoint;
import io.wsgateway.server.GatewayVerticle;
import io.wsgateway.server.ServerParts;
import io.wsgateway.server.UpgradeInfo;
import io.wsgateway.server.admission.PathPattern;
import io.wsgateway.server.admission.Subprotocols;
import io.wsgateway.session.Clients;
import io.wsgateway.session.Faults;
import io.wsgateway.session.Rights;
import io.wsgateway.session.SessionLoop;
import io.wsgateway.session.SubscriptionRules;
import io.wsgateway.support.NoBackends;
import io.wsgateway.transport.VertxLoop;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The public port on two event loops with the toy protocol at {@code /toy}, and beside it a port
 * with {@link ToyStreams}.
 */
final class ToyNode implements AutoCloseable {
  static final int PER_CLIENT = 120;

  private static final String YAML =
      """
      http: {host: 127.0.0.1, port: 0}
      limits: {messagesPerSecond: 10000, bytesPerSecond: 1000000000}
      channels: {namespaces: {price: {slowConsumer: latest, minIntervalMillis: 60000}}}
      """;

  /** A channel that clients may subscribe to and not publish to. */
  static final String READ_ONLY = "bulletin";

  /** Everybody's. */
  private static final Rights RIGHTS =
      (action, channel) -> action == Rights.Action.SUBSCRIBE || !channel.equals(READ_ONLY);

  private static final ToyProtocol PROTOCOL = new ToyProtocol();

  /** Negative: any free one, which the event loops share; -1 is the public port. */
  private static final int STREAM_PORT = -2;

  private static final long WIDE = 1 << 24;
  private static final RelayLimits LIMITS = new RelayLimits(WIDE, WIDE);

  private final MetricsRegistry metrics = new MetricsRegistry();
  private final Vertx vertx =
      Vertx.builder().with(metrics.vertxOptions(2)).withMetrics(metrics.factory()).build();
  private final FanoutMetrics fanout = new FanoutMetrics(metrics.meters());
  private final GatewayConfig config;
  private final ChannelRules rules;
  private final WireFormats formats = new WireFormats();
  private final ToyFormat format = new ToyFormat(formats);
  private final Relay relay =
      new Relay(
          new VertxLoop(((VertxInternal) vertx).createEventLoopContext()),
          "here",
          LIMITS,
          formats,
          fanout);
  private final List<GatewayVerticle> verticles = new CopyOnWriteArrayList<>();
  private final List<ToyStreams> streams = new CopyOnWriteArrayList<>();
  private final List<Future<HttpServer>> streamServers = new CopyOnWriteArrayList<>();

  /** {@code yaml}: more of the configuration. */
  ToyNode(String yaml) {
    config = ConfigLoader.parse(Patience.YAML + YAML + yaml).config();
    rules = config.channels().rules();
    ServerParts parts =
        new ServerParts(
            new CurrentConfig(config),
            metrics.meters(),
            new ConnectionMetrics(metrics.meters()),
            (loop, connections) -> {
              connections.expect(PROTOCOL);
              SessionLoop sessions = sessions(loop, connections);
              listen(
                  new ToyStreams(
                      loop, connections, PROTOCOL, () -> client(sessions, ToyClient.NO_PONG)));
              return List.of(new ToyEndpoint(sessions));
            },
            new PollSessions("node"),
            () -> true,
            () -> true,
            Optional.empty());
    await(
        vertx.deployVerticle(
            () -> {
              GatewayVerticle verticle = new GatewayVerticle(parts);
              verticles.add(verticle);
              return verticle;
            },
            new DeploymentOptions().setInstances(2)));
    streamServers.forEach(ToyNode::await);
  }

  /** On the event loop whose streams they are. */
  private void listen(ToyStreams handler) {
    streams.add(handler);
    streamServers.add(
        vertx.createHttpServer().requestHandler(handler).listen(STREAM_PORT, "127.0.0.1"));
  }

  private ToyClient client(SessionLoop sessions, int pongMillis) {
    return new ToyClient(UUID.randomUUID().toString(), sessions, format, RIGHTS, pongMillis);
  }

  private SessionLoop sessions(Loop loop, ConnectionLoop connections) {
    return new SessionLoop(
        loop,
        new Broker(
            loop,
            rules,
            new BrokerLimits(65_536, 255),
            new ChannelRates(0, loop::nanoTime),
            relay.outbox(loop),
            new BrokerMetrics(metrics.meters()),
            () -> true),
        new Hub(loop, relay, connections::flush, WIDE, fanout),
        new NoBackends(),
        new Faults(new FaultMetrics(metrics.meters())),
        new SubscriptionRules(rules, 255, PER_CLIENT),
        new Spread(loop::nanoTime),
        new Clients("here"));
  }

  int port() {
    return verticles.get(0).actualPort();
  }

  int streamPort() {
    return streamServers.get(0).result().actualPort();
  }

  /** How streams are framed, by event loop. */
  List<ToyLines> lines() {
    return streams.stream().map(ToyStreams::lines).toList();
  }

  /** Closes all connections. */
  void closeAll(EndReason reason, String text) {
    for (GatewayVerticle verticle : verticles) {
      verticle
          .context()
          .runOnContext(v -> verticle.connections().forEach(c -> c.close(reason, text)));
    }
  }

  double gauge(String name) {
    return metrics.meters().get(name).gauges().stream().mapToDouble(Gauge::value).sum();
  }

  double slowClients() {
    return metrics
        .meters()
        .get("gateway.slow.consumers")
        .tag("policy", "disconnect")
        .counter()
        .count();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  @Override
  public void close() {
    await(vertx.close());
    metrics.close();
  }

  private final class ToyEndpoint implements Endpoint {
    private final SessionLoop sessions;

    ToyEndpoint(SessionLoop sessions) {
      this.sessions = sessions;
    }

    @Override
    public PathPattern path() {
      return PathPattern.parse("/toy");
    }

    @Override
    public ClientProtocol protocol() {
      return PROTOCOL;
    }

    @Override
    public Subprotocols subprotocols() {
      return new Subprotocols(List.of(), false);
    }

    @Override
    public Client open(UpgradeInfo info) {
      return client(sessions, info.query().equals("impatient") ? 100 : 15_000);
    }
  }
}
