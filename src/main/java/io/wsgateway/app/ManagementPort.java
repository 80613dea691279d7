package io.wsgateway.app;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.wsgateway.api.ApiCalls;
import io.wsgateway.api.LoopHeartbeats;
import io.wsgateway.api.ManagementVerticle;
import io.wsgateway.audit.AuditLog;
import io.wsgateway.config.CurrentConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.metrics.MetricsRegistry;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Holds the server of probes, metrics and the API. Any thread may call it. */
final class ManagementPort {
  private final CurrentConfig current;
  private final NodeState state;
  private final LoopHeartbeats heartbeats;
  private final MetricsRegistry metrics;
  private final @Nullable AuditLog audit;
  private volatile @Nullable ManagementVerticle deployed;
  private volatile int port;
  private volatile int apiPort;

  /** Opens nothing before {@link #deploy}. */
  ManagementPort(
      CurrentConfig current,
      NodeState state,
      LoopHeartbeats heartbeats,
      MetricsRegistry metrics,
      @Nullable AuditLog audit) {
    this.current = current;
    this.state = state;
    this.heartbeats = heartbeats;
    this.metrics = metrics;
    this.audit = audit;
  }

  /**
   * Opens the port, and the API's if it has its own; it follows changes of the configuration.
   *
   * @param calls makes what the API's methods call, for its event loop
   */
  Future<Void> deploy(EventLoops loops, Function<Context, ApiCalls> calls) {
    GatewayConfig config = current.get();
    ManagementVerticle verticle =
        new ManagementVerticle(
            new ManagementVerticle.Settings(
                config.management(),
                config.api(),
                config.metrics().path(),
                config.limits().apiBodyBytes(),
                config.http().headerSeconds()),
            state,
            heartbeats,
            metrics,
            audit,
            calls);
    return loops
        .onOne(verticle)
        .onSuccess(
            id -> {
              deployed = verticle;
              current.follow(c -> verticle.apply(c.api().keys(), c.limits().apiBodyBytes()));
              port = verticle.port();
              apiPort = verticle.apiPort();
            })
        .recover(f -> Future.failedFuture(StartFailures.port(f)))
        .mapEmpty();
  }

  /** The real port, once deployed. */
  int port() {
    return port;
  }

  /** The API's port: the same unless it has its own. */
  int apiPort() {
    return apiPort;
  }

  Future<Void> reloadTls() {
    ManagementVerticle verticle = deployed;
    return verticle == null ? Future.succeededFuture() : verticle.reloadTls();
  }
}
