package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.wsgateway.config.DrainConfig.DrainCode;
import io.wsgateway.config.KeepAliveConfig;
import io.wsgateway.config.LimitsConfig;
import io.wsgateway.connection.ClientProtocol;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.connection.NodeBudget;
import io.wsgateway.connection.TransportListener;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.metrics.ConnectionMetrics;
import io.wsgateway.protocol.raw.RawProtocol;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** One event loop with a server of this package on it; echoes unless told otherwise. */
final class TestServer implements AutoCloseable {
  /** What a client of the server is on the server's side. */
  static class Peer implements ConnectionListener {
    final List<String> messages = new CopyOnWriteArrayList<>();
    final CompletableFuture<CloseEvent> closed = new CompletableFuture<>();
    final CompletableFuture<Void> openedEvent = new CompletableFuture<>();
    volatile Connection connection;

    @Override
    public void opened() {
      openedEvent.complete(null);
    }

    @Override
    public void message(boolean text, byte[] payload) {
      messages.add(new String(payload, UTF_8));
      connection.send(text ? WireMessage.text(payload) : WireMessage.binary(payload));
    }

    @Override
    public void closed(CloseEvent event) {
      if (!closed.complete(event)) {
        throw new IllegalStateException("closed twice");
      }
    }

    CloseEvent awaitClosed() {
      return await(closed);
    }
  }

  /** How a request becomes a WebSocket: as in production, perhaps with more around it. */
  interface Upgrade {
    void upgrade(HttpServerRequest request, TransportListener connection, LimitsConfig limits);
  }

  private final ClientProtocol protocol = new RawProtocol(DrainCode.SERVICE_RESTART);
  final Vertx vertx;
  final NodeBudget budget;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final List<Peer> peers = new CopyOnWriteArrayList<>();
  final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private volatile Function<String, Peer> newPeer = path -> new Peer();
  private volatile Consumer<Peer> upgraded = peer -> {};
  private Context context;
  private ConnectionLoop loop;
  private int port;

  TestServer(LimitsConfig limits, KeepAliveConfig keepAlive, Upgrade upgrade) {
    this(limits, keepAlive, upgrade, options -> {});
  }

  TestServer(
      LimitsConfig limits,
      KeepAliveConfig keepAlive,
      Upgrade upgrade,
      Consumer<HttpServerOptions> more) {
    this(limits, keepAlive, upgrade, more, true);
  }

  TestServer(
      LimitsConfig limits,
      KeepAliveConfig keepAlive,
      Upgrade upgrade,
      Consumer<HttpServerOptions> more,
      boolean nativeTransport) {
    budget = NodeBudget.of(limits);
    vertx =
        Vertx.vertx(
            new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(nativeTransport));
    vertx.exceptionHandler(failures::add);
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
    ServerSettings.apply(options, limits, keepAlive);
    more.accept(options);
    await(
        vertx
            .deployVerticle(
                () -> new ServerVerticle(limits, keepAlive, upgrade, options),
                new DeploymentOptions())
            .toCompletionStage()
            .toCompletableFuture());
  }

  private final class ServerVerticle extends VerticleBase {
    private final LimitsConfig limits;
    private final KeepAliveConfig keepAlive;
    private final Upgrade upgrade;
    private final HttpServerOptions options;

    ServerVerticle(
        LimitsConfig limits,
        KeepAliveConfig keepAlive,
        Upgrade upgrade,
        HttpServerOptions options) {
      this.limits = limits;
      this.keepAlive = keepAlive;
      this.upgrade = upgrade;
      this.options = options;
    }

    @Override
    public Future<?> start() {
      TestServer.this.context = super.context;
      loop =
          new ConnectionLoop(
              new VertxLoop(super.context),
              limits,
              keepAlive,
              new ConnectionMetrics(registry),
              budget,
              new NettyMemory());
      loop.expect(protocol);
      return vertx
          .createHttpServer(options)
          .requestHandler(
              request -> {
                if (!request.path().startsWith("/ws")) {
                  request.response().end("plain");
                  return;
                }
                Peer peer = newPeer.apply(request.path());
                peers.add(peer);
                peer.connection =
                    loop.open(peer, protocol, c -> upgrade.upgrade(request, c, limits));
                upgraded.accept(peer);
              })
          .listen()
          .onSuccess((HttpServer server) -> port = server.actualPort());
    }
  }

  int port() {
    return port;
  }

  /** Which listener the next connections get. */
  void peers(Function<String, Peer> factory) {
    newPeer = factory;
  }

  /** What happens in the tick of the upgrade. */
  void onUpgrade(Consumer<Peer> action) {
    upgraded = action;
  }

  /** Runs on the event loop and waits. */
  <T> T call(Callable<T> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    context.runOnContext(
        v -> {
          try {
            result.complete(action.call());
          } catch (Exception | AssertionError e) {
            result.completeExceptionally(e);
          }
        });
    return await(result);
  }

  void run(Runnable action) {
    call(
        () -> {
          action.run();
          return null;
        });
  }

  ConnectionLoop loop() {
    return loop;
  }

  Peer lastPeer() {
    return peers.get(peers.size() - 1);
  }

  /** As it is behind what the loop does now, of which a client may have seen the effect already. */
  double counter(String name, String... tags) {
    settle();
    var counter = registry.find(name).tags(tags).counter();
    return counter == null ? 0 : counter.count();
  }

  /** As it is behind what the loop does now, of which a client may have seen the effect already. */
  double gauge(String name, String... tags) {
    settle();
    return registry.get(name).tags(tags).gauges().stream().mapToDouble(Gauge::value).sum();
  }

  private void settle() {
    if (!((ContextInternal) context).nettyEventLoop().inEventLoop()) {
      run(() -> {});
    }
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close().toCompletionStage().toCompletableFuture());
    if (!failures.isEmpty()) {
      throw new AssertionError("uncaught on the event loop", failures.get(0));
    }
  }
}
