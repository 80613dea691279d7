package io.wsgateway.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.multimap.MultiMap;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

  /** The ids of all members that have registrations. Blocks until the cluster has answered. */
  Set<String> ids() {
    return all().values().stream()
        .map(one -> one.unwrap().nodeId())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Removes those of a member. Blocks until the cluster has answered. */
  void remove(String id) {
    MultiMap<String, HazelcastRegistrationInfo> all = all();
    for (Map.Entry<String, HazelcastRegistrationInfo> one : all.entrySet()) {
      if (one.getValue().unwrap().nodeId().equals(id)) {
        if (isHere.test(id)) {
          return;
        }
        all.remove(one.getKey(), one.getValue());
      }
    }
  }

  private MultiMap<String, HazelcastRegistrationInfo> all() {
    return hazelcast.getMultiMap("__vertx.subs");
  }
}
