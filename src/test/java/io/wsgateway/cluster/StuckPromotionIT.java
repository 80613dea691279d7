package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.partition.MigrationInfo;
import com.hazelcast.internal.partition.impl.InternalPartitionServiceImpl;
import com.hazelcast.internal.partition.impl.MigrationInterceptor;
import com.hazelcast.internal.util.Clock;
import io.wsgateway.support.Logs;
import io.wsgateway.support.RunningCluster;
import java.util.Collection;
import org.junit.jupiter.api.Test;

/** Hazelcast's promotions that stop half-way are ended and tried again. */
final class StuckPromotionIT {
  private static final String ADDRESS = "test.address";

  private final RunningCluster cluster = RunningCluster.empty(2);

  private static Node internals(HazelcastInstance member) {
    return ((HazelcastInstanceProxy) member).getOriginal().node;
  }

  private static InternalPartitionServiceImpl partitions(HazelcastInstance member) {
    return (InternalPartitionServiceImpl) internals(member).getPartitionService();
  }

  private static boolean isSafe(JoinedNode node) {
    return node.member().getPartitionService().isLocalMemberSafe();
  }

  /**
   * Moves the member's idea of the cluster's time while it promotes, as the first heartbeat after a
   * pause does.
   */
  private static void jumpDuringPromotion(HazelcastInstance member) {
    Node node = internals(member);
    partitions(member)
        .setMigrationInterceptor(
            new MigrationInterceptor() {
              @Override
              public void onPromotionStart(
                  MigrationParticipant participant, Collection<MigrationInfo> promotions) {
                if (participant != MigrationParticipant.DESTINATION) {
                  return; // before the first stage
                }
                partitions(member).resetMigrationInterceptor();
                node.getClusterService()
                    .getClusterClock()
                    .setMasterTime(Clock.currentTimeMillis() + 2 * Timing.evictedMillis());
              }
            });
  }

  @Test
  void aPromotionThatWasRejectedHalfWayIsEndedAndRepeated() {
    try (Logs logs = new Logs(StuckPromotion.class);
        JoinedNode here = JoinedNode.of(cluster, 0);
        JoinedNode there = JoinedNode.of(cluster, 1)) {
      here.settle();
      here.register(ADDRESS);
      StuckPromotion stuck = new StuckPromotion(here.member());
      jumpDuringPromotion(here.member());
      there.member().getLifecycleService().terminate();
      await()
          .until(
              () -> {
                stuck.look();
                return isSafe(here) && !logs.lines().isEmpty();
              });
      assertThat(logs.lines())
          .singleElement()
          .asString()
          .contains("event=\"cluster.promotion.ended\"");
      assertThat(here.consumers(ADDRESS)).containsExactly("id-0");
    }
  }

  @Test
  void promotionsThatGoOnAreLeftAlone() {
    try (Logs logs = new Logs(StuckPromotion.class);
        JoinedNode here = JoinedNode.of(cluster, 0)) {
      var permits = partitions(here.member()).getMigrationManager();
      StuckPromotion stuck = new StuckPromotion(here.member());
      for (int i = 0; i < 30; i++) {
        // Each look meets another one but every eighth, which finds none.
        if (i % 8 != 0) {
          assertThat(permits.acquirePromotionPermit()).isTrue();
        }
        stuck.look();
        permits.releasePromotionPermit();
      }
      assertThat(logs.lines()).isEmpty();
    }
  }

  @Test
  void aPromotionThatMakesProgressIsLeftAlone() {
    try (Logs logs = new Logs(StuckPromotion.class);
        JoinedNode here = JoinedNode.of(cluster, 0)) {
      here.register(ADDRESS); // assigns the partitions
      InternalPartitionServiceImpl partitions = partitions(here.member());
      StuckPromotion stuck = new StuckPromotion(here.member());
      assertThat(partitions.getMigrationManager().acquirePromotionPermit()).isTrue();
      for (int i = 0; i < 30; i++) {
        long before = partitions.getPartitionStateStamp();
        partitions.getPartitionStateManager().incrementPartitionVersion(0, 1);
        partitions.getPartitionStateManager().updateStamp();
        assertThat(partitions.getPartitionStateStamp()).isNotEqualTo(before);
        stuck.look();
      }
      partitions.getMigrationManager().releasePromotionPermit();
      assertThat(logs.lines()).isEmpty();
    }
  }
}
