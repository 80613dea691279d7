package io.wsgateway.toy;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.wsgateway.broker.Broker;
import io.wsgateway.broker.BrokerLimits;
import io.wsgateway.broker.ChannelRates;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.channel.Payload;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.fanout.Hub;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.kit.Patience;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.BrokerMetrics;
import io.wsgateway.metrics.ConnectionMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.metrics.FaultMetrics;
import io.wsgateway.metrics.MetricsRegistry;
import io.wsgateway.relay.Relay;
import io.wsgateway.relay.RelayLimits;
import io.wsgateway.server.Endpoint;
import io.wsgateway.server.GatewayVerticle;
import io.wsgateway.server.ServerParts;
import io.wsgateway.server.UpgradeInfo;
import io.wsgateway.server.admission.PathPattern;
import io.wsgateway.server.admission.Subprotocols;
import io.wsgateway.session.Backends;
import io.wsgateway.session.Faults;
import io.wsgateway.session.Rights;
import io.wsgateway.session.SessionLoop;
import io.wsgateway.session.SubscriptionRules;
import io.wsgateway.transport.VertxLoop;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** The public port on two event loops with the toy protocol at {@code /toy}. */
final class ToyNode implements AutoCloseable {
  static final int PER_CLIENT = 120;

  private static final String YAML =
      """
      http: {host: 127.0.0.1, port: 0}
      limits: {messagesPerSecond: 10000}
      channels: {namespaces: {price: {slowConsumer: latest, minIntervalMillis: 60000}}}
      """;

  /** A channel that clients may subscribe to and not publish to. */
  static final String READ_ONLY = "bulletin";

  private static final ToyProtocol PROTOCOL = new ToyProtocol();
  private static final long WIDE = 1 << 24;
  private static final RelayLimits LIMITS = new RelayLimits(WIDE, WIDE);

  private final MetricsRegistry metrics = new MetricsRegistry();
  private final Vertx vertx =
      Vertx.builder().with(metrics.vertxOptions(2)).withMetrics(metrics.factory()).build();
  private final FanoutMetrics fanout = new FanoutMetrics(metrics.meters());
  private final GatewayConfig config = ConfigLoader.parse(Patience.YAML + YAML).config();
  private final ChannelRules rules = config.channels().rules();
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

  ToyNode() {
    ServerParts parts =
        new ServerParts(
            config,
            metrics.meters(),
            new ConnectionMetrics(metrics.meters()),
            (loop, connections) -> {
              connections.expect(PROTOCOL);
              return List.of(new ToyEndpoint(sessions(loop, connections), format));
            },
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
            new BrokerMetrics(metrics.meters())),
        new Hub(loop, relay, connections::flush, WIDE, fanout),
        new NoBackends(),
        new Faults(new FaultMetrics(metrics.meters())),
        new SubscriptionRules(rules, 255, PER_CLIENT));
  }

  int port() {
    return verticles.get(0).actualPort();
  }

  double gauge(String name) {
    return metrics.meters().get(name).gauge().value();
  }

  private static void await(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  @Override
  public void close() {
    await(vertx.close());
    metrics.close();
  }

  private record ToyEndpoint(SessionLoop sessions, ToyFormat format) implements Endpoint {
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
      return new ToyClient(
          UUID.randomUUID().toString(),
          sessions,
          format,
          (action, channel) -> action == Rights.Action.SUBSCRIBE || !channel.equals(READ_ONLY),
          info.query().equals("impatient") ? 100 : 15_000);
    }
  }

  /** Nobody is behind the bus. */
  private static final class NoBackends implements Backends {
    @Override
    public Future<Void> inbound(Sender sender, Payload message) {
      return Future.failedFuture("none");
    }

    @Override
    public Future<Payload> inboundAwaitingReply(Sender sender, Payload message) {
      return Future.failedFuture("none");
    }

    @Override
    public Future<Payload> rpc(Sender sender, String method, Payload argument) {
      return Future.failedFuture("none");
    }

    @Override
    public void event(Event event, Sender sender, int code) {}
  }
}
