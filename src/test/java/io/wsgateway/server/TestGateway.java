package io.wsgateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wsgateway.config.CurrentConfig;
import io.wsgateway.config.DrainConfig.DrainCode;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.kit.Patience;
import io.wsgateway.metrics.ConnectionMetrics;
import io.wsgateway.metrics.MetricsRegistry;
import io.wsgateway.metrics.TlsMetrics.Listener;
import io.wsgateway.poll.PollSessions;
import io.wsgateway.protocol.raw.RawProtocol;
import io.wsgateway.server.admission.Counts;
import io.wsgateway.server.admission.Credentials;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.PathPattern;
import io.wsgateway.server.admission.Subprotocols;
import io.wsgateway.server.admission.UpgradeCheck;
import io.wsgateway.support.StubTokens;
import io.wsgateway.transport.TlsFiles;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The public port alone, on two event loops and with metrics, with endpoints that echo. */
final class TestGateway implements AutoCloseable {
  private final MetricsRegistry metrics = new MetricsRegistry();
  final MeterRegistry registry = metrics.meters();
  final Vertx vertx =
      Vertx.builder().with(metrics.vertxOptions(2)).withMetrics(metrics.factory()).build();
  final List<UpgradeInfo> infos = new CopyOnWriteArrayList<>();
  final List<GatewayVerticle> verticles = new CopyOnWriteArrayList<>();
  final ServerParts parts;
  volatile boolean ready = true;
  volatile boolean awake = true;

  /** The checks of the endpoint {@code /slow}. */
  volatile Supplier<List<UpgradeCheck>> slow = List::of;

  /** Checks the tokens of {@code /token} and {@code /own}. */
  final StubTokens tokens = new StubTokens();

  private TestGateway(String yaml) {
    GatewayConfig config = ConfigLoader.parse(yaml).config();
    parts =
        new ServerParts(
            new CurrentConfig(config),
            registry,
            new ConnectionMetrics(registry),
            (context, loop) ->
                List.of(
                    new Slow(),
                    new Guarded("/token", false),
                    new Guarded("/own", true),
                    new Echo("/ws", new Subprotocols(List.of(), false)),
                    new Echo("/", new Subprotocols(List.of(), false)),
                    new Echo("/rooms/{room}", new Subprotocols(List.of("soap", "xmpp"), false)),
                    new Echo("/strict", new Subprotocols(List.of("soap"), true))),
            new PollSessions("node"),
            () -> ready,
            () -> awake,
            await(TlsFiles.load(vertx, Listener.HTTP, config.http().tls(), registry)));
    deploy();
  }

  /** Lets its event loops lag; see {@link Patience}. */
  static TestGateway start(String... yaml) {
    return impatient(Patience.YAML + String.join("\n", yaml));
  }

  /** Admits by lag as a node does by default. */
  static TestGateway impatient(String... yaml) {
    String all = String.join("\n", yaml);
    String http = all.contains("http:") ? "" : "http: {host: 127.0.0.1, port: 0}\n";
    return new TestGateway(http + all);
  }

  private void deploy() {
    try {
      await(
          vertx.deployVerticle(
              () -> {
                var verticle = new GatewayVerticle(parts);
                verticles.add(verticle);
                return verticle;
              },
              new DeploymentOptions().setInstances(2)));
    } catch (RuntimeException e) {
      vertx.close();
      throw e;
    }
  }

  int port() {
    return verticles.get(0).actualPort();
  }

  /** Looks at the TLS files twice on each loop, as their timers would within 20 s. */
  void lookAtTls() {
    for (GatewayVerticle verticle : verticles) {
      for (int i = 0; i < 2; i++) {
        await(
            Future.<Void>future(
                done ->
                    verticle.context().runOnContext(v -> verticle.lookAtTls().onComplete(done))));
      }
    }
  }

  Counts counts() {
    return new Counts(parts.admission());
  }

  double handshakes(HandshakeOutcome outcome) {
    return counter("gateway.handshakes", "outcome", outcome.label());
  }

  double counter(String name, String tag, String value) {
    Counter counter = registry.find(name).tag(tag, value).counter();
    return counter == null ? 0 : counter.count();
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
    metrics.close();
  }

  /** An endpoint that asks for a token. */
  private final class Guarded extends Echo {
    private final Credentials credentials;

    Guarded(String path, boolean userInChannel) {
      super(path, new Subprotocols(List.of("soap", "anonymous"), false));
      credentials = new Credentials(tokens, userInChannel, user -> false);
    }

    @Override
    public Credentials credentials() {
      return credentials;
    }
  }

  private final class Slow extends Echo {
    Slow() {
      super("/slow", new Subprotocols(List.of(), false));
    }

    @Override
    public List<UpgradeCheck> checks() {
      return slow.get();
    }
  }

  private class Echo implements Endpoint {
    private final PathPattern path;
    private final Subprotocols subprotocols;

    Echo(String path, Subprotocols subprotocols) {
      this.path = PathPattern.parse(path);
      this.subprotocols = subprotocols;
    }

    @Override
    public PathPattern path() {
      return path;
    }

    @Override
    public ClientProtocol protocol() {
      return new RawProtocol(DrainCode.SERVICE_RESTART);
    }

    @Override
    public Subprotocols subprotocols() {
      return subprotocols;
    }

    @Override
    public Client open(UpgradeInfo info) {
      infos.add(info);
      if (info.query().equals("fail")) {
        throw new IllegalStateException("planned");
      }
      return new EchoClient();
    }
  }

  private static final class EchoClient implements Endpoint.Client {
    private Connection connection;

    @Override
    public String id() {
      return "echo";
    }

    @Override
    public void attached(Connection attached) {
      connection = attached;
    }

    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {
      String said = new String(payload, UTF_8);
      connection.send(text ? WireMessage.text(said) : WireMessage.binary(payload));
    }

    @Override
    public void closed(CloseEvent event) {}
  }
}
