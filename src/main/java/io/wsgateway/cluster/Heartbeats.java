package io.wsgateway.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.impl.ClusterHeartbeatManager;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.spi.impl.executionservice.ExecutionService;

/**
 * Reads when each member's last heartbeat arrived, and notes another one. Hazelcast's public API
 * does not offer this: check this class when Hazelcast is upgraded.
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

  /**
   * Notes a heartbeat of a member, as if it had arrived now: it is not suspected any more. On one
   * of Hazelcast's threads, because its lock may be held for a while.
   */
  void note(Member member) {
    cluster
        .getNodeEngine()
        .getExecutionService()
        .execute(
            ExecutionService.SYSTEM_EXECUTOR,
            () ->
                heartbeats.onHeartbeat(
                    (MemberImpl) member, cluster.getClusterClock().getClusterTime()));
  }
}
