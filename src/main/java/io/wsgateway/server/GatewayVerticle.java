package io.wsgateway.server;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.HttpConfig;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.TlsMetrics.Listener;
import io.wsgateway.server.admission.Admission;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.TcpGate;
import io.wsgateway.server.admission.UpgradeChecks;
import io.wsgateway.transport.EventStreams;
import io.wsgateway.transport.ListenException;
import io.wsgateway.transport.NettyMemory;
import io.wsgateway.transport.ServerSettings;
import io.wsgateway.transport.TlsFiles;
import io.wsgateway.transport.TlsReload;
import io.wsgateway.transport.VertxLoop;
import io.wsgateway.transport.WebSocketUpgrade;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves the public port on one event loop. Deploy one instance per loop; they share the listening
 * socket. A connection stays on the loop that accepted it. A port that cannot be opened fails the
 * deployment with a {@link ListenException}.
 */
public final class GatewayVerticle extends VerticleBase {
  /** Long enough for responses in flight; the drain has closed the WebSockets before. */
  private static final long STOP_SECONDS = 2;

  private final ServerParts parts;
  private @Nullable HttpServer server;
  private @Nullable ConnectionLoop connections;
  private Optional<TlsFiles> tlsFiles = Optional.empty();
  private @Nullable UpgradeChecks checks;
  private @Nullable RefusedSockets refused;
  private volatile @Nullable UpgradeTrials trials;
  private HandshakeOutcome service = HandshakeOutcome.ACCEPTED;

  /** Makes one instance; all instances of a node share the parts. */
  public GatewayVerticle(ServerParts parts) {
    this.parts = parts;
  }

  /** Makes an instance that refuses upgrades with 503 until {@link #takeUpgrades}. */
  public static GatewayVerticle waiting(ServerParts parts) {
    GatewayVerticle verticle = new GatewayVerticle(parts);
    verticle.service = HandshakeOutcome.STARTING;
    return verticle;
  }

  @Override
  public Future<?> start() {
    GatewayConfig config = parts.config().get();
    HttpConfig http = config.http();
    Admission admission = parts.admission();
    Loop loop = new VertxLoop(context);
    UpgradeChecks loopChecks = admission.checks(loop, service);
    checks = loopChecks;
    ConnectionLoop loopConnections =
        new ConnectionLoop(
            loop,
            config.limits(),
            config.keepAlive(),
            parts.connectionMetrics(),
            parts.budget(),
            new NettyMemory());
    loopConnections.limitAge(config.drain().maxConnectionAgeSeconds());
    connections = loopConnections;
    parts.config().follow(next -> context.runOnContext(v -> loopConnections.limit(next.limits())));
    EndpointTable endpoints = new EndpointTable(parts.endpoints().create(loop, loopConnections));
    PlainRequests plain =
        new PlainRequests(admission, loopChecks, endpoints, config.demo().enabled());
    WebSocketUpgrade websocket = new WebSocketUpgrade(loopConnections);
    RefusedSockets loopRefused =
        new RefusedSockets(loop, websocket, config.keepAlive().closeSeconds());
    refused = loopRefused;
    trials = new UpgradeTrials(admission, loopChecks, endpoints, parts.tls().isPresent());
    Entrance entrance = new Entrance(admission, parts.clients(), parts.reloads());
    UpgradeRoute upgrades =
        new UpgradeRoute(
            admission,
            entrance,
            loopChecks,
            endpoints,
            websocket,
            loopRefused,
            new StreamRoute(
                entrance,
                loopChecks,
                endpoints,
                new EventStreams(loopConnections),
                new PollRoute(
                    entrance,
                    admission,
                    loopChecks,
                    endpoints,
                    parts.polls(),
                    parts.polls().on(loop, loopConnections),
                    loop,
                    new PostRoute(
                        admission,
                        loopChecks,
                        endpoints,
                        parts.connectionMetrics(),
                        loop,
                        router(plain)))));
    parts.reloads().watch(loop);
    TcpGate gate = new TcpGate(admission);
    HttpServer created =
        vertx
            .createHttpServer(options(config, gate, parts.tls()))
            .connectionHandler(gate::accept)
            .requestHandler(upgrades)
            .invalidRequestHandler(plain::undecodable);
    server = created;
    return created
        .listen(sharedPort(http.port()), http.host())
        .onSuccess(listening -> watchTls())
        .recover(failure -> Future.failedFuture(ListenException.of(place(http), failure)));
  }

  @Override
  public Future<?> stop() {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(STOP_SECONDS, TimeUnit.SECONDS);
  }

  /** The actual port; available once deployed. */
  public int actualPort() {
    if (server == null) {
      throw new IllegalStateException("not deployed");
    }
    return server.actualPort();
  }

  /**
   * Refuses upgrades with 503 from now on; existing connections stay open. Any thread may call
   * this.
   *
   * @return completes when the change is in effect
   */
  public Future<Void> refuseUpgrades() {
    return serve(HandshakeOutcome.DRAINING);
  }

  /**
   * Accepts upgrades from now on, in a verticle that was made {@link #waiting}. Any thread may call
   * this.
   *
   * @return completes when the change is in effect
   */
  public Future<Void> takeUpgrades() {
    return serve(HandshakeOutcome.ACCEPTED);
  }

  /** Whether it can be asked. Any thread may call this. */
  public boolean answers() {
    return trials != null;
  }

  /**
   * Answers whether a client could connect now. Any thread may call this, once it {@link #answers}.
   *
   * @return completes on the loop, with the verdict of this loop
   */
  public Future<UpgradeVerdict> ask(UpgradeQuestion question) {
    UpgradeTrials loopTrials = trials;
    if (loopTrials == null) {
      throw new IllegalStateException("not deployed");
    }
    Promise<UpgradeVerdict> verdict = Promise.promise();
    context.runOnContext(
        v ->
            Future.succeededFuture()
                .compose(now -> loopTrials.run(question, actualPort()))
                .onComplete(verdict));
    return verdict.future();
  }

  /** The connections of this loop; available once deployed. Use them on {@link #context()} only. */
  public ConnectionLoop connections() {
    if (connections == null) {
      throw new IllegalStateException("not deployed");
    }
    return connections;
  }

  /** The event loop; available once deployed. */
  public Context context() {
    return context;
  }

  /**
   * Loads the PEM files if they have changed. Any thread may call this.
   *
   * @return completes when that is done; {@link TlsFiles} logs what fails
   */
  public Future<Void> reloadTls() {
    return TlsReload.on(context, () -> tlsFiles);
  }

  /** Checks the PEM files now; call it on the loop. */
  Future<Void> lookAtTls() {
    return tlsFiles.map(TlsFiles::look).orElseGet(Future::succeededFuture);
  }

  private Future<Void> serve(HandshakeOutcome outcome) {
    return Future.future(
        promise ->
            context.runOnContext(
                v -> {
                  service = outcome;
                  if (checks != null) {
                    checks.service(outcome);
                  }
                  if (refused != null && outcome != HandshakeOutcome.ACCEPTED) {
                    refused.letGo();
                  }
                  promise.complete();
                }));
  }

  /** Makes the router with everything but upgrades that the port serves, by precedence. */
  private Router router(PlainRequests plain) {
    Router router = Router.router(vertx);
    EarlyRoute.mount(router, plain::target);
    EarlyRoute.mount(router, parts.health());
    EarlyRoute.mount(router, plain::host);
    EarlyRoute.mount(router, plain::endpoint);
    EarlyRoute.mount(router, plain::undecodablePath);
    // From here on the router decodes paths and normalises them.
    parts.pages().mount(router);
    router.route().handler(c -> ErrorResponse.send(c.request(), HandshakeOutcome.NOT_FOUND));
    router.errorHandler(400, c -> ErrorResponse.send(c.request(), HandshakeOutcome.BAD_HTTP));
    router.errorHandler(405, c -> ErrorResponse.send(c.request(), HandshakeOutcome.NOT_FOUND));
    router.errorHandler(500, plain::failed);
    return router;
  }

  private void watchTls() {
    tlsFiles = parts.takeTlsWatch();
    tlsFiles.ifPresent(TlsFiles::watch);
  }

  private static ListenException.Place place(HttpConfig http) {
    return new ListenException.Place(
        "http.port", http.port(), "http.host", http.host(), Listener.HTTP.key(), http.tls());
  }

  /**
   * Maps port 0 to a negative one, with which all instances share one free port; with 0 each would
   * get its own.
   */
  private static int sharedPort(int port) {
    return port == 0 ? -1 : port;
  }

  private static HttpServerOptions options(
      GatewayConfig config, TcpGate gate, Optional<TlsFiles> tls) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            .setUseAlpn(false)
            .setMaxInitialLineLength(config.limits().handshakeBytes())
            .setMaxHeaderSize(config.limits().handshakeBytes())
            .setAcceptBacklog(1024)
            .setTcpKeepAlive(true);
    ServerSettings.apply(options, config.limits(), config.keepAlive());
    return tls.map(files -> files.secure(options, config.http().headerSeconds(), gate.fence()))
        .orElse(options);
  }
}
