package io.wsgateway.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.multimap.MultiMap;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Removes the registrations of a member that left, and stops when it is here again. Vert.x reads
 * them all first and removes them afterwards, which takes seconds while other members take over
 * what the lost one held: a member that returns meanwhile would lose what it has just registered.
 */
final class GoneRegistrations {
  private final HazelcastInstance hazelcast;
  private final Predicate<String> isHere;

  /** {@code isHere} tells whether an id on the event bus is a present member's. */
  GoneRegistrations(HazelcastInstance hazelcast, Predicate<String> isHere) {
    this.hazelcast = hazelcast;
    this.isHere = isHere;
  }

  /** Removes those of a member. Blocks until the cluster has answered. */
  void remove(String id) {
    MultiMap<String, HazelcastRegistrationInfo> all = hazelcast.getMultiMap("__vertx.subs");
    for (Map.Entry<String, HazelcastRegistrationInfo> one : all.entrySet()) {
      if (one.getValue().unwrap().nodeId().equals(id)) {
        if (isHere.test(id)) {
          return;
        }
        all.remove(one.getKey(), one.getValue());
      }
    }
  }
}
