package io.wsgateway.cluster;

import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.support.RunningCluster;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A clustered Vert.x with its manager and its member, as a node has it, and nothing else. */
record JoinedNode(Vertx vertx, RetryingClusterManager manager, HazelcastInstance member)
    implements AutoCloseable {

  /** Joins as one of a cluster's nodes; its id on the event bus is {@code id-} and the index. */
  static JoinedNode of(RunningCluster cluster, int index) {
    GatewayConfig config = ConfigLoader.parse(cluster.settings(index, 1)).config();
    Deadline deadline = Deadline.in(60);
    HazelcastInstance member =
        get(Joining.of(config, "id-" + index, deadline, Future.future(never -> {}))).hazelcast();
    RetryingClusterManager manager = new RetryingClusterManager(member, deadline);
    Vertx vertx =
        get(
            Vertx.builder()
                .with(
                    new VertxOptions()
                        .setEventLoopPoolSize(1)
                        .setEventBusOptions(BusSettings.of(config.eventBus())))
                .withClusterManager(manager)
                .buildClustered());
    return new JoinedNode(vertx, manager, member);
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  /** Waits for the moves that a join begins: a write that meets one may not be confirmed. */
  void settle() {
    await().until(() -> member.getPartitionService().isClusterSafe());
  }

  /** Registers as a node does: a write that the cluster does not confirm is repeated. */
  void register(String address) {
    get(new Registrations(vertx, Deadline.in(60)).of(address, message -> {}));
  }

  /** The ids of the members that consume an address, as this one sees it. */
  Set<String> consumers(String address) {
    return get(manager.consumers(address));
  }

  @Override
  public void close() {
    get(vertx.close());
    member.shutdown();
  }
}
