package io.wsgateway.cluster;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.vertx.core.Future;
import io.vertx.core.spi.cluster.NodeInfo;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Caches where the event buses of members are. A member's entry does not change while the member is
 * present, so the cluster is asked once for each: the answer may have to wait for a frozen member,
 * and an unanswered question occupies a worker thread. Thread-safe.
 */
final class BusPlaces {
  private final Function<String, Future<NodeInfo>> entries;
  private final Supplier<? extends Collection<String>> members;
  private final Map<String, Future<NodeInfo>> asked = new ConcurrentHashMap<>();

  /**
   * Begins empty.
   *
   * @param entries reads the entry of a member from the cluster
   * @param members the ids of those that are present; the others are forgotten
   */
  BusPlaces(
      Function<String, Future<NodeInfo>> entries, Supplier<? extends Collection<String>> members) {
    this.entries = entries;
    this.members = members;
  }

  /** Where the bus of a member is; fails while it has no entry. */
  Future<NodeInfo> of(String id) {
    Future<NodeInfo> known = asked.get(id);
    if (known != null && !known.failed()) {
      return known;
    }
    try {
      asked.keySet().retainAll(members.get());
    } catch (HazelcastInstanceNotActiveException e) {
      return Future.failedFuture(e); // this node leaves
    }
    Future<NodeInfo> asking = entries.apply(id);
    asked.put(id, asking);
    return asking;
  }
}
