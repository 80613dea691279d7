package io.wsgateway.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what members that are gone have left in the cluster's data. Each member does that when
 * another leaves, and only then: what the cluster does not confirm at that moment, or what a merge
 * brings back, would stay for ever, and the bus would send messages to nobody. The gateway that has
 * been a member for longest looks every minute, and an id counts as gone when it is absent at two
 * looks in a row. State belongs to one worker at a time.
 */
final class LeftBehind {
  private static final Logger log = LoggerFactory.getLogger(LeftBehind.class);
  private static final long LOOK_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final HazelcastInstance hazelcast;
  private final GoneRegistrations registrations;
  private final NodeEntries entries;
  private final Predicate<String> isHere;
  private final BooleanSupplier doubted;
  private Set<String> absent = Set.of();

  /**
   * Looks at nothing until {@link #watch}.
   *
   * @param isHere whether an id on the event bus is a present member's
   * @param doubted whether this node doubts what it believes of the others
   */
  LeftBehind(
      HazelcastInstance hazelcast,
      GoneRegistrations registrations,
      NodeEntries entries,
      Predicate<String> isHere,
      BooleanSupplier doubted) {
    this.hazelcast = hazelcast;
    this.registrations = registrations;
    this.entries = entries;
    this.isHere = isHere;
    this.doubted = doubted;
  }

  /** Looks again and again while Vert.x runs. */
  void watch(Vertx vertx) {
    vertx.setTimer(
        LOOK_MILLIS,
        timer ->
            vertx
                .executeBlocking(
                    () -> {
                      look();
                      return null;
                    },
                    false)
                .onFailure(this::unexpected)
                .onComplete(done -> watch(vertx)));
  }

  private void unexpected(Throwable failure) {
    if (hazelcast.getLifecycleService().isRunning()) {
      log.atError()
          .addKeyValue("event", "cluster.registrations.failed")
          .setCause(failure)
          .log("a look for members that are gone failed");
    }
  }

  /** Looks once. Blocks until the cluster has answered. */
  void look() {
    Set<String> before = absent;
    absent = Set.of();
    if (!hazelcast.getLifecycleService().isRunning() || !isOldest() || doubted.getAsBoolean()) {
      return;
    }
    try {
      Set<String> found = new HashSet<>(registrations.ids());
      found.addAll(entries.ids());
      found.removeIf(isHere);
      Set<String> gone = new HashSet<>(found);
      gone.retainAll(before);
      for (String id : gone) {
        registrations.remove(id);
        if (doubted.getAsBoolean() || isHere.test(id)) {
          return;
        }
        entries.remove(id);
        log.atWarn()
            .addKeyValue("event", "cluster.registrations.swept")
            .addKeyValue("nodeId", id)
            .log("removed what a member that is gone had left in the cluster: {}", id);
      }
      absent = found;
    } catch (HazelcastException | HazelcastInstanceNotActiveException unanswered) {
      // The next look sees it again.
      log.debug("the cluster did not answer a look for members that are gone", unanswered);
    }
  }

  private boolean isOldest() {
    return hazelcast.getCluster().getMembers().stream()
        .filter(member -> member.getAttribute(MemberSettings.GATEWAY_ATTRIBUTE) != null)
        .findFirst()
        .map(Member::localMember)
        .orElse(false);
  }
}
