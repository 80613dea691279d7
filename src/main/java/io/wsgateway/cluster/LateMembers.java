package io.wsgateway.cluster;

import com.hazelcast.cluster.Member;
import io.wsgateway.loop.PausedLook;
import io.wsgateway.metrics.ClusterMetrics;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs members that stopped answering before they are evicted, because operations that need them
 * (registrations, joins) wait until then. Belongs to one loop.
 */
final class LateMembers {
  /** A backend with Hazelcast's own settings sends a heartbeat every 5 s. */
  static final long LATE_MILLIS = TimeUnit.SECONDS.toMillis(8);

  private static final Logger log = LoggerFactory.getLogger(LateMembers.class);

  private final ToLongFunction<Member> silentMillis;
  private final ClusterMetrics metrics;
  private final Set<UUID> late = new HashSet<>();
  private final PausedLook looks;

  /** {@code silentMillis} tells for how long a member has sent no heartbeat. */
  LateMembers(ToLongFunction<Member> silentMillis, ClusterMetrics metrics, long nowNanos) {
    this.silentMillis = silentMillis;
    this.metrics = metrics;
    this.looks = new PausedLook(nowNanos);
  }

  /** Checks the members; to be called once a second. */
  void look(Set<Member> members, long nowNanos) {
    if (looks.comesAfterPause(nowNanos)) {
      return; // every member seems late until its heartbeats have been read
    }
    Set<UUID> here = new HashSet<>();
    for (Member member : members) {
      here.add(member.getUuid());
      if (!member.localMember()) {
        judge(member, silentMillis.applyAsLong(member));
      }
    }
    late.retainAll(here);
    metrics.late(late.size());
  }

  private void judge(Member member, long silent) {
    if (silent < LATE_MILLIS) {
      if (late.remove(member.getUuid())) {
        log.atInfo()
            .addKeyValue("event", "cluster.member.answers")
            .addKeyValue("address", MemberSearch.text(member.getAddress()))
            .log("{} answers again", name(member));
      }
    } else if (late.add(member.getUuid())) {
      log.atWarn()
          .addKeyValue("event", "cluster.member.late")
          .addKeyValue("address", MemberSearch.text(member.getAddress()))
          .addKeyValue("silentSeconds", TimeUnit.MILLISECONDS.toSeconds(silent))
          .log(
              "{} has sent no heartbeat for {} s: its process is frozen or cannot be reached; it"
                  + " leaves the cluster after {} s without one",
              name(member),
              TimeUnit.MILLISECONDS.toSeconds(silent),
              Timing.SILENT_SECONDS);
    }
  }

  /** Describes a member for the log. */
  static String name(Member member) {
    String gateway = member.getAttribute(MemberSettings.GATEWAY_ATTRIBUTE);
    return (gateway == null ? "the backend" : "gateway node " + gateway)
        + " at "
        + MemberSearch.text(member.getAddress());
  }
}
