package io.wsgateway.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.impl.ClusterHeartbeatManager;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;

/**
 * Reads when each member's last heartbeat arrived. Hazelcast's public API does not offer this:
 * check this class when Hazelcast is upgraded.
 */
final class Heartbeats {
  private final ClusterServiceImpl cluster;
  private final ClusterHeartbeatManager heartbeats;

  Heartbeats(HazelcastInstance hazelcast) {
    this.cluster = ((HazelcastInstanceProxy) hazelcast).getOriginal().node.getClusterService();
    this.heartbeats = cluster.getClusterHeartbeatManager();
  }

  /** For how many milliseconds a member has sent none; 0 for one that has just joined. */
  long silentMillis(Member member) {
    long last = heartbeats.getLastHeartbeatTime(member);
    return last <= 0 ? 0 : Math.max(0, cluster.getClusterClock().getClusterTime() - last);
  }
}
