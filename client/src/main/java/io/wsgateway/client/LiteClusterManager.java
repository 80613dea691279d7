package io.wsgateway.client;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * Vert.x's cluster manager, except when the last gateway leaves: the original would then clean up
 * maps that no member holds any more, and log the exception. The library leaves the cluster at that
 * moment anyway.
 */
final class LiteClusterManager extends HazelcastClusterManager {
  LiteClusterManager(Config config) {
    super(config);
  }

  @Override
  @SuppressWarnings(
      "UnsynchronizedOverridesSynchronized") // the state is changed in the super class
  public void memberRemoved(MembershipEvent event) {
    if (!event.getMembers().stream().allMatch(Member::isLiteMember)) {
      super.memberRemoved(event);
    }
  }
}
