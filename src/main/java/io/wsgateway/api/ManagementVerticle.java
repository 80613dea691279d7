package io.wsgateway.api;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import io.wsgateway.config.ApiConfig;
import io.wsgateway.config.ManagementConfig;
import io.wsgateway.metrics.ApiMetrics;
import io.wsgateway.metrics.MetricsRegistry;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The management port: health, metrics and the HTTP API, which may have a port of its own. Deploy
 * one instance. A port in use fails the deployment with a {@link BindException} whose message is a
 * sentence for the operator.
 */
public final class ManagementVerticle extends VerticleBase {
  private final Settings settings;
  private final NodeHealth health;
  private final LoopHeartbeats heartbeats;
  private final MetricsRegistry metrics;
  private final Function<Context, Publications> publications;
  private final List<HttpServer> servers = new ArrayList<>();

  /**
   * The configuration that this port needs.
   *
   * @param metricsPath where the scrape is
   * @param bodyBytes the limit of an API request's body
   */
  public record Settings(
      ManagementConfig management, ApiConfig api, String metricsPath, int bodyBytes) {}

  /** Ready to be deployed; {@code publications} makes the API's way out, for its event loop. */
  public ManagementVerticle(
      Settings settings,
      NodeHealth health,
      LoopHeartbeats heartbeats,
      MetricsRegistry metrics,
      Function<Context, Publications> publications) {
    this.settings = settings;
    this.health = health;
    this.heartbeats = heartbeats;
    this.metrics = metrics;
    this.publications = publications;
  }

  @Override
  public Future<?> start() {
    var apiMetrics = new ApiMetrics(metrics.meters());
    var gate = new ApiGate(new ApiKeys(settings.api().keys()), apiMetrics);
    var api =
        new ApiRoutes(
            gate, ApiTable.rows(publications.apply(context)), settings.bodyBytes(), apiMetrics);
    var router = Router.router(vertx);
    new HealthRoutes(health, heartbeats).mount(router);
    new MetricsRoute(metrics.meters()).mount(router, settings.metricsPath());
    if (settings.api().port() == settings.management().port()) {
      api.mount(router);
      return listen(router, "management", settings.management().port());
    }
    var apiRouter = Router.router(vertx);
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
    router.route().handler(c -> Answers.refuse(c, 404, "nothing is here"));
    // A fault of ours: the router has logged it, the caller learns nothing about our insides.
    router.errorHandler(500, c -> Answers.refuse(c, 500, "internal server error"));
    return vertx
        .createHttpServer(options())
        .requestHandler(router)
        .listen(port, settings.management().host())
        .onSuccess(servers::add)
        .recover(cause -> Future.failedFuture(explained(cause, section, port)));
  }

  /** Vert.x does not say which of the ports it was. */
  private Throwable explained(Throwable cause, String section, int port) {
    if (!(cause instanceof BindException)) {
      return cause;
    }
    return new BindException(
            "port "
                + port
                + " of "
                + settings.management().host()
                + " cannot be opened, set "
                + section
                + ".port to another one: "
                + cause.getMessage())
        .initCause(cause);
  }

  private HttpServerOptions options() {
    var options =
        new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(true)
            .setIdleTimeout(60)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    var tls = settings.management().tls();
    return tls == null
        ? options
        : options
            .setSsl(true)
            .setUseAlpn(false)
            .setKeyCertOptions(
                new PemKeyCertOptions().setCertPath(tls.cert()).setKeyPath(tls.key()));
  }
}
