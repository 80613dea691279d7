package io.wsgateway.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the members of the cluster and former gateway nodes, so that two parts of a split
 * cluster find each other again even if none of their members is listed. Thread-safe.
 */
final class KnownMembers implements MembershipListener {
  /** As long as Hazelcast's own memory of addresses. */
  private static final long FORMER_NANOS = TimeUnit.HOURS.toNanos(4);

  private final Map<Address, Long> seen = new ConcurrentHashMap<>();
  private volatile @Nullable HazelcastInstance hazelcast;

  /** Notes that this node has joined. */
  void follow(HazelcastInstance instance) {
    hazelcast = instance;
    instance.getCluster().addMembershipListener(this);
    instance.getCluster().getMembers().forEach(this::see);
  }

  /** The addresses of all members, this node's included; none before it joined. */
  Set<Address> members() {
    HazelcastInstance instance = hazelcast;
    if (instance == null) {
      return Set.of();
    }
    try {
      return instance.getCluster().getMembers().stream()
          .map(Member::getAddress)
          .collect(Collectors.toUnmodifiableSet());
    } catch (HazelcastInstanceNotActiveException e) {
      return Set.of();
    }
  }

  /** The addresses of gateway nodes that joined or left within the last hours. */
  Set<Address> former() {
    long now = System.nanoTime();
    seen.values().removeIf(at -> now - at > FORMER_NANOS);
    return Set.copyOf(seen.keySet());
  }

  private void see(Member member) {
    // A backend looks for the cluster itself, and may have gone for good.
    if (!member.isLiteMember()) {
      seen.put(member.getAddress(), System.nanoTime());
    }
  }

  @Override
  public void memberAdded(MembershipEvent event) {
    see(event.getMember());
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    see(event.getMember());
  }
}
