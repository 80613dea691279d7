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
 * Extends Vert.x's cluster manager in two ways. The original fails a start when Hazelcast cannot
 * confirm this node's entry at once, for example while a member is frozen; this one tries again.
 * And the bus chooses only from consumers that this node reaches.
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

  /** The consumers that the bus chooses from. */
  ReachableConsumers reachable() {
    return reachable;
  }

  /** The consumers that the bus has chosen; available once Vert.x has been created. */
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

  /** The address of a member's event bus; fails while the cluster does not know it. */
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
