package io.wsgateway.cluster;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.wsgateway.config.EventBusConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.BusReachMetrics;
import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.transport.BusConsumers;
import io.wsgateway.transport.BusWrites;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node as a member of the cluster. Any thread may call it. */
public final class ClusterMember {
  private static final Logger log = LoggerFactory.getLogger(ClusterMember.class);

  private final String nodeId;
  private final HazelcastInstance hazelcast;
  private final int addresses;
  private final RetryingClusterManager manager;

  private ClusterMember(String nodeId, Joining.Joined joined, RetryingClusterManager manager) {
    this.nodeId = nodeId;
    this.hazelcast = joined.hazelcast();
    this.addresses = joined.addresses();
    this.manager = manager;
  }

  /**
   * Joins the cluster: opens the cluster's and the event bus's port, finds the other members and
   * joins them. Finding no other member is not a failure; a port in use is.
   *
   * @param builder a builder with everything except options and cluster
   * @param deadline until when joining is tried
   * @param stop when it completes before this node joined, this fails at once
   * @return the clustered Vert.x and the member, which must leave when that Vert.x is closed; fails
   *     with a {@link JoinException} at the deadline
   */
  public static Future<Joined> join(
      VertxBuilder builder,
      VertxOptions options,
      GatewayConfig config,
      Deadline deadline,
      Future<Void> stop) {
    String nodeId = UUID.randomUUID().toString();
    return Joining.of(config, nodeId, deadline, stop)
        .compose(
            joined -> {
              var manager = new RetryingClusterManager(joined.hazelcast(), deadline);
              ClusterMember member = new ClusterMember(nodeId, joined, manager);
              return builder
                  .with(options.setEventBusOptions(BusSettings.of(config.eventBus())))
                  .withClusterManager(manager)
                  .buildClustered()
                  .onSuccess(BusWrites::quiet)
                  .onSuccess(new StuckPromotion(member.hazelcast)::watch)
                  .onSuccess(vertx -> StuckClaim.watch(member.hazelcast, vertx))
                  .onSuccess(manager::sweep)
                  .onSuccess(v -> member.joined(config.cluster().name()))
                  .onFailure(failure -> member.abandon())
                  .map(vertx -> new Joined(vertx, member));
            });
  }

  /** A clustered Vert.x and the member that it uses. */
  public record Joined(Vertx vertx, ClusterMember member) {}

  /** This node's id: its Vert.x node id. */
  public String nodeId() {
    return nodeId;
  }

  /** Whether the member in this process is running; if not, it does not restart by itself. */
  public boolean isRunning() {
    return hazelcast.getLifecycleService().isRunning();
  }

  /**
   * Makes the list of cluster members for one loop, which owns its state.
   *
   * @param minMembers the least number of gateway nodes that the configuration expects
   */
  public Members members(Loop loop, ClusterMetrics metrics, int minMembers) {
    return new Members(
        hazelcast,
        nodeId,
        Math.max(minMembers, addresses),
        loop,
        metrics,
        new Heartbeats(hazelcast)::silentMillis,
        manager::isMerging);
  }

  /** Makes the check of other members' event buses. */
  public BusCheck busCheck(Vertx vertx, EventBusConfig bus) {
    BusPlaces places = new BusPlaces(manager::place, manager::getNodes);
    return new VertxBusCheck(vertx, nodeId, bus, places::of);
  }

  /**
   * Makes the watch of the backends, which must be started.
   *
   * @param loop the loop that {@code members} belongs to
   */
  public BackendWatch backendWatch(
      Loop loop, Members members, BusCheck check, GatewayConfig config, BusReachMetrics metrics) {
    Node self = new Node(nodeId, config.node().name());
    return new BackendWatch(
        new BackendReach(loop, members::backends, check, manager.reachable()::leaveOut, metrics),
        new ForeignConsumers(
            loop,
            new BusAddress(config.eventBus().prefix()).reserved(self),
            members::backends,
            manager::consumers,
            new OwnConsumers(
                nodeId,
                manager::consumes,
                () -> manager.restore("other nodes cannot send to this one without them")),
            metrics));
  }

  /** Sets when this node doubts that others have left, because it was paused itself. */
  public void doubtsLosses(BooleanSupplier when) {
    manager.doubtsLosses(when);
  }

  /** Which nodes consume an address of the event bus. */
  public BusConsumers consumers() {
    return manager.chosen();
  }

  /**
   * Hands over the cluster data that this member holds, and leaves. Blocks for up to half a minute.
   */
  public void leave() {
    hazelcast.getLifecycleService().shutdown();
  }

  /** Leaves at once; the others keep copies of what this member held. */
  public void abandon() {
    hazelcast.getLifecycleService().terminate();
  }

  private void joined(String cluster) {
    log.atInfo()
        .addKeyValue("event", "cluster.joined")
        .addKeyValue("cluster", cluster)
        .addKeyValue("nodeId", nodeId)
        .addKeyValue("members", hazelcast.getCluster().getMembers().size())
        .log("joined the cluster {}", cluster);
  }
}
