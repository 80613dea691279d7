package io.wsgateway.app;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.api.LoopHeartbeats;
import io.wsgateway.audit.AuditLog;
import io.wsgateway.config.CurrentConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.metrics.MetricsRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts nodes, so that one whose start fails or is stopped leaves nothing running. */
final class NodeStart {
  /** How long leaving may take for a node that is stopped while it starts. */
  private static final long STOP_MILLIS = 1000;

  private NodeStart() {}

  /** As {@link Gateway#start(GatewayConfig, Future, Future)}. */
  static Future<Gateway> start(
      GatewayConfig config, Future<Void> stop, Future<Void> warm, LoopHeartbeats heartbeats) {
    int loops = config.node().loops();
    MetricsRegistry metrics = new MetricsRegistry();
    Schemas schemas;
    @Nullable AuditLog audit;
    try {
      // On the caller's thread: an event loop must not wait for files, and a worker of Vert.x would
      // take one of the event loops for its context.
      schemas = new Schemas(config, metrics.meters());
      audit = Audits.open(config.logging(), metrics.meters());
    } catch (StartException e) {
      metrics.close();
      return Future.failedFuture(e);
    }
    Promise<Gateway> started = Promise.promise();
    CurrentConfig current = new CurrentConfig(config);
    NodeVertx.start(current, loops, metrics, stop)
        .map(node -> new Gateway(current, node, loops, metrics, audit, heartbeats, schemas))
        .onSuccess(
            gateway ->
                gateway
                    .start(stop, warm)
                    .onSuccess(
                        v -> {
                          if (!started.tryComplete(gateway)) {
                            gateway.close();
                          }
                        })
                    .onFailure(
                        failure -> gateway.close().onComplete(closed -> started.tryFail(failure))))
        .onFailure(
            failure -> {
              metrics.close();
              Audits.close(audit).onComplete(closed -> started.tryFail(failure));
            });
    // While a member is frozen, each step of a start, and leaving again, may take long. The stop
    // does not wait for that: nothing depends on a node that accepted no clients.
    stop.onSuccess(
        v ->
            CompletableFuture.delayedExecutor(STOP_MILLIS, TimeUnit.MILLISECONDS)
                .execute(
                    () -> started.tryFail(new StartException("stopped while starting", null))));
    return started.future();
  }
}
