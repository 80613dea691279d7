package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.cluster.impl.MembersView;
import io.wsgateway.support.Logs;
import io.wsgateway.support.RunningCluster;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A member was paused together with an older one, and the oldest removed both: it suspects the
 * oldest, and then a list of members arrives that lacks the other one.
 */
final class StuckClaimIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final RunningCluster cluster = RunningCluster.empty(3);

  private static ClusterServiceImpl service(HazelcastInstance member) {
    return ((HazelcastInstanceProxy) member).getOriginal().node.getClusterService();
  }

  private static Set<Member> members(JoinedNode of) {
    return of.member().getCluster().getMembers();
  }

  /** What the oldest one would send to {@code to} after it has removed the second. */
  private static void lateList(ClusterServiceImpl to, MemberImpl oldest) {
    MembersView view =
        MembersView.createNew(to.getMemberListVersion() + 1, List.of(oldest, to.getLocalMember()));
    UUID local = to.getLocalMember().getUuid();
    assertThat(to.updateMembers(view, oldest.getAddress(), oldest.getUuid(), local)).isTrue();
  }

  @Test
  void aMemberThatHazelcastLeavesBetweenTwoClustersAsksTheOldestAgainAndMerges() {
    try (Logs logs = new Logs(StuckClaim.class);
        JoinedNode oldest = JoinedNode.of(cluster, 0);
        JoinedNode second = JoinedNode.of(cluster, 1);
        JoinedNode stuck = JoinedNode.of(cluster, 2)) {
      second.settle();
      stuck.settle();
      await().atMost(LIMIT).until(() -> members(oldest).size() == 3);
      ClusterServiceImpl here = service(stuck.member());
      Address address = stuck.member().getCluster().getLocalMember().getAddress();
      MemberImpl first = here.getMember(service(oldest.member()).getThisAddress());

      here.suspectMember(first, "planted", false);
      lateList(here, first);
      service(oldest.member())
          .suspectMember(service(oldest.member()).getMember(address), "planted", true);
      Heartbeats heartbeats = new Heartbeats(stuck.member());
      await("silence after which Hazelcast should have acted")
          .atMost(LIMIT)
          .until(() -> heartbeats.silentMillis(first) > StuckClaim.STUCK_MILLIS);
      assertThat(members(stuck)).as("it is stuck").hasSize(2);

      StuckClaim.watch(stuck.member(), stuck.vertx());
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                assertThat(members(oldest)).hasSize(3);
                assertThat(members(stuck)).hasSize(3);
              });
      assertThat(logs.lines()).isNotEmpty();
    }
  }
}
