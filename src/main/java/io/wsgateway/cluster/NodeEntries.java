package io.wsgateway.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entries that say at which address each member's event bus listens. A member without one gets
 * no connection of another. Thread-safe.
 */
final class NodeEntries {
  private final HazelcastInstance hazelcast;
  private final Future<Vertx> vertx;

  NodeEntries(HazelcastInstance hazelcast, Future<Vertx> vertx) {
    this.hazelcast = hazelcast;
    this.vertx = vertx;
  }

  /** Writes the entry of a member, on a worker; fails if the cluster does not confirm it. */
  Future<Void> put(String id, NodeInfo info) {
    HazelcastNodeInfo value = new HazelcastNodeInfo(info);
    return vertx.compose(
        v ->
            v.executeBlocking(
                () -> {
                  all().put(id, value);
                  return null;
                },
                false));
  }

  /** Whether a member has an entry, read on a worker; fails if the cluster does not answer. */
  Future<Boolean> has(String id) {
    return vertx.compose(v -> v.executeBlocking(() -> all().containsKey(id), false));
  }

  /** The entry of a member, or null. Blocks until the cluster has answered. */
  @Nullable NodeInfo get(String id) {
    HazelcastNodeInfo found = all().get(id);
    return found == null ? null : found.unwrap();
  }

  /** The ids of all members that have an entry. Blocks until the cluster has answered. */
  Set<String> ids() {
    return all().keySet();
  }

  /** Removes the entry of a member, if there is one. Blocks until the cluster has answered. */
  void remove(String id) {
    all().delete(id);
  }

  private IMap<String, HazelcastNodeInfo> all() {
    return hazelcast.getMap("__vertx.nodeInfo");
  }
}
