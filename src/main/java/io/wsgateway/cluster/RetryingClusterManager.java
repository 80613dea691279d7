package io.wsgateway.cluster;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.wsgateway.transport.BusConsumers;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Vert.x's own, with two differences. That one ends a start when Hazelcast cannot confirm this
 * node's entry at once, as beside a frozen member: this one tries again. And what the bus chooses
 * from are the consumers that this node reaches.
 */
final class RetryingClusterManager extends HazelcastClusterManager {
  private final Deadline deadline;
  private final Promise<Vertx> vertx = Promise.promise();
  private final ReachableConsumers reachable = new ReachableConsumers(super::getRegistrations);
  private BusConsumers chosen = BusConsumers.HERE;

  RetryingClusterManager(HazelcastInstance hazelcast, Deadline deadline) {
    super(hazelcast);
    this.deadline = deadline;
  }

  @Override
  public void init(Vertx made) {
    super.init(made);
    vertx.complete(made);
  }

  @Override
  public void setNodeInfo(NodeInfo info, Completable<Void> done) {
    vertx
        .future()
        .compose(v -> new Retry(v, deadline).of("this node's own entry", () -> put(info)))
        .onComplete(done);
  }

  @Override
  public void registrationListener(RegistrationListener listener) {
    chosen = BusConsumers.of(listener);
    reachable.tell(listener);
    super.registrationListener(reachable);
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> found) {
    reachable.of(address, found);
  }

  /** Which consumers the bus chooses from. */
  ReachableConsumers reachable() {
    return reachable;
  }

  /** What the bus chooses; to be asked when Vert.x is made. */
  BusConsumers chosen() {
    return chosen;
  }

  /** The ids of all members that consume an address, reachable or not. */
  Future<Set<String>> consumers(String address) {
    Promise<List<RegistrationInfo>> found = Promise.promise();
    super.getRegistrations(address, found);
    return found
        .future()
        .map(all -> all.stream().map(RegistrationInfo::nodeId).collect(Collectors.toSet()));
  }

  /** Where a member's event bus is; fails while the cluster does not know. */
  Future<NodeInfo> place(String id) {
    Promise<NodeInfo> found = Promise.promise();
    getNodeInfo(id, found);
    return found.future();
  }

  private Future<Void> put(NodeInfo info) {
    Promise<Void> put = Promise.promise();
    super.setNodeInfo(info, put);
    return put.future();
  }
}
