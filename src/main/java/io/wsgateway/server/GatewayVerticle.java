package io.wsgateway.server;

import io.vertx.core.Context;
import io.vertx.core.Future;
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
import io.wsgateway.transport.ListenException;
import io.wsgateway.transport.NettyMemory;
import io.wsgateway.transport.ServerSettings;
import io.wsgateway.transport.TlsFiles;
import io.wsgateway.transport.VertxLoop;
import io.wsgateway.transport.WebSocketUpgrade;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The public port on one event loop: deploy one instance per loop, they share the listening socket.
 * A connection lives and dies on the loop that accepted it. A port that cannot be opened fails the
 * deployment with a {@link ListenException}.
 */
public final class GatewayVerticle extends VerticleBase {
  /** Long enough for answers that are on their way; sockets are closed before, by the drain. */
  private static final long STOP_SECONDS = 2;

  private final ServerParts parts;
  private @Nullable HttpServer server;
  private @Nullable ConnectionLoop connections;
  private Optional<TlsFiles> tlsFiles = Optional.empty();
  private @Nullable UpgradeChecks checks;
  private HandshakeOutcome service = HandshakeOutcome.ACCEPTED;

  /** One instance; all of a node share the parts. */
  public GatewayVerticle(ServerParts parts) {
    this.parts = parts;
  }

  /** One instance that refuses upgrades with 503 until {@link #takeUpgrades}. */
  public static GatewayVerticle waiting(ServerParts parts) {
    GatewayVerticle verticle = new GatewayVerticle(parts);
    verticle.service = HandshakeOutcome.STARTING;
    return verticle;
  }

  @Override
  public Future<?> start() {
    GatewayConfig config = parts.config();
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
    connections = loopConnections;
    EndpointTable endpoints = new EndpointTable(parts.endpoints().create(loop, loopConnections));
    UpgradeRoute upgrades =
        new UpgradeRoute(
            admission,
            loopChecks,
            endpoints,
            new WebSocketUpgrade(loopConnections, config.limits()),
            parts.clients());
    PlainRequests plain =
        new PlainRequests(admission, loopChecks, endpoints, config.demo().enabled());
    TcpGate gate = new TcpGate(admission);
    HttpServer created =
        vertx
            .createHttpServer(options(config, gate, parts.tls()))
            .connectionHandler(gate::accept)
            .requestHandler(router(plain, upgrades))
            .invalidRequestHandler(plain::undecodable);
    server = created;
    return created
        .listen(sharedPort(http.port()), http.host())
        .onSuccess(this::watchTls)
        .recover(failure -> Future.failedFuture(ListenException.of(place(http), failure)));
  }

  @Override
  public Future<?> stop() {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(STOP_SECONDS, TimeUnit.SECONDS);
  }

  /** The real port, once deployed. */
  public int actualPort() {
    if (server == null) {
      throw new IllegalStateException("not deployed");
    }
    return server.actualPort();
  }

  /**
   * From now on upgrades are refused with 503; connections stay. To be called from any thread.
   *
   * @return completes when it holds
   */
  public Future<Void> refuseUpgrades() {
    return serve(HandshakeOutcome.DRAINING);
  }

  /**
   * From now on upgrades are taken, by a verticle that was made {@link #waiting}. To be called from
   * any thread.
   *
   * @return completes when it holds
   */
  public Future<Void> takeUpgrades() {
    return serve(HandshakeOutcome.ACCEPTED);
  }

  /** The connections of this loop, to be touched on {@link #context()} only; once deployed. */
  public ConnectionLoop connections() {
    if (connections == null) {
      throw new IllegalStateException("not deployed");
    }
    return connections;
  }

  /** The event loop; once deployed. */
  public Context context() {
    return context;
  }

  /**
   * Loads the PEM files if they have changed. To be called from any thread.
   *
   * @return completes when that is done; {@link TlsFiles} logs what fails
   */
  public Future<Void> reloadTls() {
    return Future.future(
        promise ->
            context.runOnContext(
                v ->
                    tlsFiles
                        .map(TlsFiles::reload)
                        .orElseGet(Future::succeededFuture)
                        .onComplete(promise)));
  }

  /** Looks at the PEM files now; on the loop. */
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
                  promise.complete();
                }));
  }

  /** All that the port serves, in the order in which it is asked. */
  private Router router(PlainRequests plain, UpgradeRoute upgrades) {
    Router router = Router.router(vertx);
    EarlyRoute.mount(router, upgrades);
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

  private void watchTls(HttpServer listening) {
    tlsFiles = parts.takeTlsWatch();
    tlsFiles.ifPresent(files -> files.watch(List.of(listening)));
  }

  private static ListenException.Place place(HttpConfig http) {
    return new ListenException.Place(
        "http.port", http.port(), "http.host", http.host(), Listener.HTTP.key(), http.tls());
  }

  /** A negative port is any free one, the same for all instances; 0 would be one for each. */
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
    return tls.map(
            files ->
                files
                    .secure(options, config.http().headerSeconds())
                    .setSslEngineOptions(gate.fence()))
        .orElse(options);
  }
}
