package io.wsgateway.relay;

import io.wsgateway.cluster.BusCheck;
import io.wsgateway.cluster.Membership;
import io.wsgateway.cluster.Node;
import io.wsgateway.loop.Loop;
import io.wsgateway.loop.PausedLook;
import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.metrics.SendFailureMetrics;
import io.wsgateway.transport.BusFailures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why nodes that are in the cluster and on the event bus have no two-way contact: looks
 * at all of them once a second and checks the connection to those without contact, each at most
 * once a second and less often the longer it lasts.
 *
 * <p>Nothing else would show this: a node is sent publications only from its first beacon on, and a
 * beacon counts as sent even if it was lost. After a pause of this node the checks start over, so
 * effects of the pause are not held against the others.
 *
 * <p>State belongs to the relay's loop, where everything is called.
 */
public final class Reachability {
  private static final long LOOK_MILLIS = 1000;
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Loop loop;
  private final Beacons beacons;
  private final Membership members;
  private final BusCheck check;
  private final ClusterMetrics metrics;
  private final SendFailureMetrics failures;
  private final Map<String, Contact> contacts = new HashMap<>();
  private final ReachReport report = new ReachReport();
  private Runnable changed = () -> {};
  private final PausedLook looks;
  private Loop.@Nullable Timer next;

  /**
   * Checks nothing until {@link #start}.
   *
   * @param loop the relay's
   */
  public Reachability(
      Loop loop,
      Beacons beacons,
      Membership members,
      BusCheck check,
      ClusterMetrics metrics,
      SendFailureMetrics failures) {
    this.loop = loop;
    this.beacons = beacons;
    this.members = members;
    this.check = check;
    this.metrics = metrics;
    this.failures = failures;
    this.looks = new PausedLook(loop.nanoTime());
  }

  /**
   * Begins to look.
   *
   * @param onChange run when {@link #refusal} may have changed
   */
  public void start(Runnable onChange) {
    changed = onChange;
    looks.begin(loop.nanoTime());
    look();
  }

  /** Ends the checks. */
  public void stop() {
    if (next != null) {
      next.cancel();
    }
  }

  /**
   * Why the other nodes refuse this node although it is in the cluster: every node that answers
   * refuses it, and at least one does. Empty when that is not so. Nodes that do not answer do not
   * count.
   */
  public String refusal() {
    long now = loop.nanoTime();
    List<Contact> refusing = contacts.values().stream().filter(c -> c.way(now).refuses()).toList();
    boolean accepted = contacts.values().stream().anyMatch(c -> c.way(now) == Way.OPEN);
    return accepted || refusing.isEmpty()
        ? ""
        : refusing.stream()
            .map(c -> ReachReport.text(c, c.way(now)))
            .sorted()
            .collect(Collectors.joining("; "));
  }

  private void look() {
    next = loop.schedule(LOOK_MILLIS, this::look);
    Map<String, Node> others = members.others();
    contacts.keySet().retainAll(others.keySet());
    report.retain(others.keySet());
    long now = loop.nanoTime();
    if (looks.comesAfterPause(now)) {
      contacts.values().forEach(contact -> contact.paused(now));
    }
    int unheard = 0;
    for (Node node : others.values()) {
      Contact contact = contacts.computeIfAbsent(node.id(), id -> new Contact(node, now));
      PeerHealth health = beacons.health(node.id());
      look(contact, health, now);
      if (health == null && contact.ageNanos(now) > FRESH_NANOS) {
        unheard++;
      }
    }
    metrics.unheard(unheard);
  }

  private void look(Contact contact, @Nullable PeerHealth health, long now) {
    Node node = contact.node();
    if (health != null && health.isLeaving()) {
      contact.fine(now);
      return;
    }
    boolean hears = health != null && health.silentNanos(now) <= FRESH_NANOS;
    if (hears && beacons.isConfirmed(node.id())) {
      contact.fine(now);
    } else if (contact.troubled(hears, now)) {
      check.check(node).onSuccess(result -> loop.execute(() -> checked(contact, result)));
    }
    report.look(contact, contact.way(now), now);
  }

  private void checked(Contact contact, BusCheck.Result result) {
    contact.checked(result, loop.nanoTime());
    // Without an address nothing was sent: the node is still starting, or its entry cannot be read.
    if (result.failure() != null && !result.address().isEmpty()) {
      failures.failed(BusFailures.of(result.failure()));
    }
    changed.run();
  }
}
