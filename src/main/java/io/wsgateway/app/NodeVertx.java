package io.wsgateway.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.wsgateway.cluster.ClusterSeat;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.metrics.MetricsRegistry;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a node stands on.
 *
 * @param vertx its event loops and its event bus
 * @param id its id among nodes
 * @param seat its place in the cluster; null on its own, where no cluster port is open
 */
record NodeVertx(Vertx vertx, String id, @Nullable ClusterSeat seat) {
  /** Starts it; in a cluster this joins the others. */
  static Future<NodeVertx> start(GatewayConfig config, int loops, MetricsRegistry metrics) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(loops)
            .setPreferNativeTransport(true)
            .setMetricsOptions(metrics.options());
    VertxBuilder builder = Vertx.builder().withMetrics(metrics.factory());
    if (!config.cluster().enabled()) {
      Vertx alone = builder.with(options).build();
      return Future.succeededFuture(new NodeVertx(alone, UUID.randomUUID().toString(), null));
    }
    return ClusterSeat.take(builder, options, config)
        .map(t -> new NodeVertx(t.vertx(), t.seat().nodeId(), t.seat()))
        .recover(f -> Future.failedFuture(StartFailures.cluster(config, f)));
  }
}
