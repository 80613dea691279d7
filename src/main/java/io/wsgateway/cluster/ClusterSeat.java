package io.wsgateway.cluster;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.metrics.ClusterMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node's place in the cluster. Any thread may call it. */
public final class ClusterSeat {
  private static final Logger log = LoggerFactory.getLogger(ClusterSeat.class);

  private final GatewayConfig config;
  private final HazelcastClusterManager manager;

  private ClusterSeat(GatewayConfig config) {
    this.config = config;
    this.manager = new HazelcastClusterManager(MemberSettings.of(config));
  }

  /**
   * Takes a place: opens the cluster's and the event bus's port, finds the others and joins them.
   * Finding nobody is no failure; a port in use is.
   *
   * @param builder with everything but options and cluster
   * @return the clustered Vert.x and the place in the cluster; closing that Vert.x leaves it
   */
  public static Future<Taken> take(
      VertxBuilder builder, VertxOptions options, GatewayConfig config) {
    ClusterSeat seat = new ClusterSeat(config);
    return builder
        .with(options.setEventBusOptions(BusSettings.of(config.eventBus())))
        .withClusterManager(seat.manager)
        .buildClustered()
        .onSuccess(v -> seat.joined())
        .map(vertx -> new Taken(vertx, seat));
  }

  /** A clustered Vert.x and the place that it holds. */
  public record Taken(Vertx vertx, ClusterSeat seat) {}

  /** This node's id: its Vert.x node id. */
  public String nodeId() {
    return manager.getNodeId();
  }

  /** Whether the member in this process works; it does not come back by itself if not. */
  public boolean isRunning() {
    return hazelcast().getLifecycleService().isRunning();
  }

  /** Who is in the cluster, for one context, which owns the answer's state. */
  public Members members(Context context, ClusterMetrics metrics) {
    return new Members(hazelcast(), context, metrics);
  }

  private HazelcastInstance hazelcast() {
    return manager.getHazelcastInstance();
  }

  private void joined() {
    log.atInfo()
        .addKeyValue("event", "cluster.joined")
        .addKeyValue("cluster", config.cluster().name())
        .addKeyValue("nodeId", nodeId())
        .addKeyValue("members", hazelcast().getCluster().getMembers().size())
        .log("joined the cluster {}", config.cluster().name());
  }
}
