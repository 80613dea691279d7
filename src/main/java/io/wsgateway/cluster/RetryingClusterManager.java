package io.wsgateway.cluster;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * Vert.x's own, which ends a start when Hazelcast cannot confirm this node's entry at once, as
 * beside a frozen member: this one tries again.
 */
final class RetryingClusterManager extends HazelcastClusterManager {
  private final Deadline deadline;
  private final Promise<Vertx> vertx = Promise.promise();

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

  private Future<Void> put(NodeInfo info) {
    Promise<Void> put = Promise.promise();
    super.setNodeInfo(info, put);
    return put.future();
  }
}
