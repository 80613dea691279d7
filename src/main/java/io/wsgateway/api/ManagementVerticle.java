package io.wsgateway.api;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.wsgateway.audit.AuditLog;
import io.wsgateway.config.ApiConfig;
import io.wsgateway.config.ApiKeyConfig;
import io.wsgateway.config.ManagementConfig;
import io.wsgateway.metrics.ApiMetrics;
import io.wsgateway.metrics.MetricsRegistry;
import io.wsgateway.metrics.TlsMetrics.Listener;
import io.wsgateway.transport.ListenException;
import io.wsgateway.transport.RouterPath;
import io.wsgateway.transport.TcpConnection;
import io.wsgateway.transport.TlsFiles;
import io.wsgateway.transport.TlsReload;
import io.wsgateway.transport.UndecodableRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves the management port: health, metrics and the HTTP API, which may have a port of its own.
 * Deploy one instance. A port that cannot be opened fails the deployment with a {@link
 * ListenException}.
 */
public final class ManagementVerticle extends VerticleBase {
  private final Settings settings;
  private final NodeHealth health;
  private final LoopHeartbeats heartbeats;
  private final MetricsRegistry metrics;
  private final @Nullable AuditLog audit;
  private final Function<Context, ApiCalls> calls;
  private final List<HttpServer> servers = new ArrayList<>();
  private final ApiKeys keys;
  private Optional<TlsFiles> tlsFiles = Optional.empty();
  private volatile int bodyBytes;

  /**
   * The configuration that this port needs.
   *
   * @param metricsPath the path of the metrics
   * @param bodyBytes the limit of an API request's body
   * @param headerSeconds how long a TLS handshake, and after it each request's header, may take, in
   *     seconds
   */
  public record Settings(
      ManagementConfig management,
      ApiConfig api,
      String metricsPath,
      int bodyBytes,
      int headerSeconds) {}

  /**
   * Ready to be deployed.
   *
   * @param audit records the API's calls; null: nothing does
   * @param calls makes what the methods call, for its event loop
   */
  public ManagementVerticle(
      Settings settings,
      NodeHealth health,
      LoopHeartbeats heartbeats,
      MetricsRegistry metrics,
      @Nullable AuditLog audit,
      Function<Context, ApiCalls> calls) {
    this.settings = settings;
    this.health = health;
    this.heartbeats = heartbeats;
    this.metrics = metrics;
    this.audit = audit;
    this.calls = calls;
    this.keys = new ApiKeys(settings.api().keys());
    this.bodyBytes = settings.bodyBytes();
  }

  /**
   * Replaces the API's keys and the limit of a request's body, for the next request. Any thread may
   * call it.
   */
  public void apply(List<ApiKeyConfig> newKeys, int newBodyBytes) {
    keys.replace(newKeys);
    bodyBytes = newBodyBytes;
  }

  @Override
  public Future<?> start() {
    return TlsFiles.load(vertx, Listener.MANAGEMENT, settings.management().tls(), metrics.meters())
        .onSuccess(files -> tlsFiles = files)
        .compose(files -> listen())
        .onSuccess(last -> tlsFiles.ifPresent(TlsFiles::watch));
  }

  private Future<HttpServer> listen() {
    ApiMetrics apiMetrics = new ApiMetrics(metrics.meters());
    ApiRoutes api =
        new ApiRoutes(
            ApiTable.rows(calls.apply(context)),
            keys,
            () -> bodyBytes,
            apiMetrics,
            new AuditTrail(audit));
    Router router = Router.router(vertx);
    new HealthRoutes(health, heartbeats).mount(router);
    new MetricsRoute(metrics.meters()).mount(router, settings.metricsPath());
    if (settings.api().port() == settings.management().port()) {
      api.mount(router);
      return listen(router, "management", settings.management().port());
    }
    Router apiRouter = Router.router(vertx);
    api.mount(apiRouter);
    return listen(router, "management", settings.management().port())
        .compose(v -> listen(apiRouter, "api", settings.api().port()));
  }

  /** The real port, once deployed. */
  public int port() {
    return servers.get(0).actualPort();
  }

  /** The real port of the API, once deployed. */
  public int apiPort() {
    return servers.get(servers.size() - 1).actualPort();
  }

  private Future<HttpServer> listen(Router router, String section, int port) {
    router.route().handler(c -> Responses.refuse(c, 404, "nothing is here"));
    // An internal error: the router has logged it, and the caller receives no internals.
    router.errorHandler(400, c -> Responses.refuse(c, 400, "a request needs one valid Host"));
    router.errorHandler(500, c -> Responses.refuse(c, 500, "internal server error"));
    return vertx
        .createHttpServer(options())
        .connectionHandler(
            c ->
                TcpConnection.of(c)
                    .limitRequests(
                        settings.headerSeconds(),
                        ManagementVerticle::uncounted,
                        ManagementVerticle::uncounted))
        .requestHandler(request -> route(request, router))
        .invalidRequestHandler(ManagementVerticle::undecodable)
        .listen(port, settings.management().host())
        .onSuccess(servers::add)
        .recover(cause -> Future.failedFuture(ListenException.of(place(section, port), cause)));
  }

  private void route(HttpServerRequest request, Router router) {
    endWhereOthersServe(request);
    if (!RouterPath.isIn(request)) {
      Responses.refuse(request.response(), 400, "the request target must be a path");
    } else if (RouterPath.isUndecodable(request.uri())) {
      Responses.refuse(request.response(), 400, "every % of the path begins an escape");
    } else {
      router.handle(request);
    }
  }

  /**
   * Answers a request that cannot be decoded. What follows it on the connection cannot be read
   * either.
   */
  private static void undecodable(HttpServerRequest request) {
    HttpServerResponse response = request.response().putHeader("Connection", "close");
    switch (UndecodableRequest.of(request)) {
      case LINE_TOO_LONG -> Responses.refuse(response, 414, "the request line is too long");
      case HEADERS_TOO_LARGE -> Responses.refuse(response, 431, "the headers are too large");
      case PROXY_HEADER, MALFORMED ->
          Responses.refuse(response, 400, "this is not a valid request");
    }
    request.connection().close();
  }

  /** Disconnected clients are not counted here: they are operators and backends. */
  private static void uncounted() {}

  /**
   * Closes kept-alive connections while this node is not in service, so that publishers reconnect
   * and reach another node.
   */
  private void endWhereOthersServe(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    // Checked when the response is ready: the call may have begun earlier.
    response.headersEndHandler(
        headers -> {
          if (health.turnsAway()) {
            response.putHeader("Connection", "close");
          }
        });
    response.endHandler(
        ended -> {
          if (response.headers().contains("Connection", "close", true)) {
            request.connection().close();
          }
        });
  }

  /** The event loop; once deployed. */
  Context context() {
    return context;
  }

  /**
   * Loads the PEM files if they have changed. To be called from any thread.
   *
   * @return completes when that is done; {@link TlsFiles} logs failures
   */
  public Future<Void> reloadTls() {
    return TlsReload.on(context, () -> tlsFiles);
  }

  /** Checks the PEM files now; on the event loop. */
  Future<Void> lookAtTls() {
    return tlsFiles.map(TlsFiles::look).orElseGet(Future::succeededFuture);
  }

  private ListenException.Place place(String section, int port) {
    ManagementConfig management = settings.management();
    return new ListenException.Place(
        section + ".port",
        port,
        "management.host",
        management.host(),
        Listener.MANAGEMENT.key(),
        management.tls());
  }

  HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            // WebSocket is not supported here, and Netty's handler for its extensions logs errors
            // when more than 128 requests are pipelined.
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setHandle100ContinueAutomatically(true)
            // For incomplete requests: TcpConnection closes idle connections earlier.
            .setIdleTimeout(TcpConnection.IDLE_SECONDS + 1)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    return tlsFiles
        .map(files -> files.secure(options, settings.headerSeconds(), null))
        .orElse(options);
  }
}
