package io.wsgateway.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes Hazelcast ask again after it has given up asking. A member that was paused suspects those
 * that removed it, and when it suspects all that are older than itself it goes on alone, and merges
 * with them. It checks this only at the moment of a suspicion. If the last older one that it does
 * not suspect was paused and removed as well, that one leaves by a list of members that arrives
 * late: no suspicion follows, heartbeats are sent to nobody, and the member stays as it is for
 * ever. Once a heartbeat of the oldest member is noted here, Hazelcast trusts that one again, asks
 * it, and suspects it anew.
 *
 * <p>Check this class when Hazelcast is upgraded; a release whose {@code
 * MembershipManager.updateMembers} starts a claim does not need it.
 */
final class StuckClaim {
  private static final Logger log = LoggerFactory.getLogger(StuckClaim.class);
  private static final long LOOK_MILLIS = 1000;

  /** Hazelcast suspects a member that was silent for the time-out, at its next heartbeat. */
  static final long STUCK_MILLIS =
      TimeUnit.SECONDS.toMillis(Timing.SILENT_SECONDS + 2 * Timing.HEARTBEAT_SECONDS);

  /** After a pause of this process, all seem silent until Hazelcast has noticed it. */
  private static final int LOOKS = 4;

  private final ToLongFunction<Member> silentMillis;
  private final Consumer<Member> trust;
  private int looks;

  /**
   * Makes the check.
   *
   * @param silentMillis for how long a member has sent no heartbeat
   * @param trust notes a heartbeat of a member
   */
  StuckClaim(ToLongFunction<Member> silentMillis, Consumer<Member> trust) {
    this.silentMillis = silentMillis;
    this.trust = trust;
  }

  /** Looks once a second while Vert.x and the member run. */
  static void watch(HazelcastInstance hazelcast, Vertx vertx) {
    Heartbeats heartbeats = new Heartbeats(hazelcast);
    new StuckClaim(heartbeats::silentMillis, heartbeats::note).watch(vertx, hazelcast);
  }

  private void watch(Vertx vertx, HazelcastInstance hazelcast) {
    vertx.setTimer(
        LOOK_MILLIS,
        timer -> {
          watch(vertx, hazelcast);
          try {
            look(hazelcast.getCluster().getMembers());
          } catch (HazelcastInstanceNotActiveException e) {
            // This node leaves.
          }
        });
  }

  /**
   * Checks the members, given in the order of joining: if every other one has been silent for so
   * long that Hazelcast must have acted, at a few looks in a row, the oldest is trusted again.
   */
  void look(Set<Member> members) {
    List<Member> others = members.stream().filter(member -> !member.localMember()).toList();
    boolean stuck =
        !others.isEmpty()
            && !members.iterator().next().localMember()
            && others.stream().allMatch(one -> silentMillis.applyAsLong(one) >= STUCK_MILLIS);
    looks = stuck ? looks + 1 : 0;
    if (looks >= LOOKS) {
      looks = 0;
      ask(others.get(0), others.size());
    }
  }

  private void ask(Member oldest, int others) {
    log.atWarn()
        .addKeyValue("event", "cluster.claim.stuck")
        .addKeyValue("members", others)
        .log(
            "no member has sent a heartbeat for {} s, and this one has not gone on without them:"
                + " it asks the oldest one again, {}",
            TimeUnit.MILLISECONDS.toSeconds(STUCK_MILLIS),
            LateMembers.name(oldest));
    trust.accept(oldest);
  }
}
