package io.wsgateway.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.partition.impl.InternalPartitionServiceImpl;
import com.hazelcast.internal.partition.impl.PartitionStateManager;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a promotion that Hazelcast has given up half-way. When members are lost, another one is
 * promoted to the owner of their partitions, in three stages; a stage that starts later than the
 * heartbeat time-out after the first one is rejected (hazelcast#15176), and then nobody releases
 * the permit to promote: no promotion succeeds again, registrations in the affected partitions
 * cannot be read, and the member can never merge. It does not take an overload: the cluster's clock
 * is moved by the length of a pause when a paused member wakes, and back when the first heartbeat
 * arrives. Once the permit is released, the member that leads the cluster promotes again by itself.
 *
 * <p>Hazelcast's public API does not offer this: check this class when Hazelcast is upgraded; a
 * release whose {@code PromotionCommitOperation.scheduleNextRun} resets the call time-out does not
 * need it.
 */
final class StuckPromotion {
  private static final Logger log = LoggerFactory.getLogger(StuckPromotion.class);

  /** Three times as long as a stage may wait: nothing of the promotion runs any more. */
  private static final int LOOKS = 9;

  private static final long PAUSE_MILLIS = Timing.evictedMillis() / 3;

  private final InternalPartitionServiceImpl partitions;
  private long stamp;
  private int looks;

  StuckPromotion(HazelcastInstance hazelcast) {
    this.partitions =
        (InternalPartitionServiceImpl)
            ((HazelcastInstanceProxy) hazelcast).getOriginal().node.getPartitionService();
  }

  /** Looks again and again while Vert.x runs; a pause of the process does not add looks. */
  void watch(Vertx vertx) {
    vertx.setTimer(
        PAUSE_MILLIS,
        timer -> {
          watch(vertx);
          look();
        });
  }

  /** Ends the promotion when it has been there, without any progress, at each of the last looks. */
  void look() {
    if (partitions.getMigrationManager().acquirePromotionPermit()) {
      partitions.getMigrationManager().releasePromotionPermit();
      looks = 0;
      return;
    }
    long seen = partitions.getPartitionStateStamp();
    looks = looks > 0 && seen == stamp ? looks + 1 : 1;
    stamp = seen;
    if (looks >= LOOKS) {
      looks = 0;
      end();
    }
  }

  private void end() {
    PartitionStateManager states = partitions.getPartitionStateManager();
    for (int partition = 0; partition < partitions.getPartitionCount(); partition++) {
      if (states.isMigrating(partition)) {
        states.clearMigratingFlag(partition);
      }
    }
    partitions.getMigrationManager().releasePromotionPermit();
    log.atWarn()
        .addKeyValue("event", "cluster.promotion.ended")
        .log(
            "a promotion to the owner of lost members' partitions had stopped half-way and was"
                + " ended, so that it is tried again");
  }
}
