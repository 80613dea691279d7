package io.wsgateway.client;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * Vert.x's own, except when the last gateway goes: that one would then tidy up in maps that nobody
 * holds any more, and log the exception. The cluster is left at that moment anyway.
 */
final class LiteClusterManager extends HazelcastClusterManager {
  LiteClusterManager(Config config) {
    super(config);
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // what is changed is changed in there
  public void memberRemoved(MembershipEvent event) {
    if (!event.getMembers().stream().allMatch(Member::isLiteMember)) {
      super.memberRemoved(event);
    }
  }
}
