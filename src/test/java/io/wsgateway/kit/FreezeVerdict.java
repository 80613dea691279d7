package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;

/** What is held after a {@link Freeze}: of clients, of replies and of metrics. */
public final class FreezeVerdict {
  /** A client is told so late at most: a woken node waits 30 s for the others, and spreads. */
  private static final Duration TOLD = Duration.ofSeconds(45);

  /** A busy machine makes healthy nodes late, too; but not all the time, as a frozen one is. */

  /** A reply that was begun so long after the stop waited for a node that had stopped. */
  private static final long MARGIN = TimeUnit.MILLISECONDS.toNanos(500);

  private final Freeze freeze;
  private final Traffic traffic;
  private final List<GatewayProcess> victims;
  private final List<GatewayProcess> healthy;

  FreezeVerdict(Freeze freeze) {
    this.freeze = freeze;
    this.traffic = freeze.traffic();
    this.victims = freeze.victims();
    this.healthy = freeze.healthy();
  }

  /** The pause was shorter than the heartbeat time-out: everybody heard everything, at last. */
  public void holdsThatNothingWasLost() {
    assertStopped();
    report();
    traffic.awaitHeard(healthy);
    traffic.awaitHeard(victims);
    SoftAssertions.assertSoftly(
        all -> {
          all.check(() -> assertUnharmed(healthy, Set.of()));
          all.check(() -> assertUnharmed(victims, Set.of()));
          all.check(this::assertNothingCountedAsLost);
          all.check(this::assertUnconfirmedWhileFrozen);
          all.check(traffic::assertFailuresWereNotSent);
        });
  }

  /**
   * The victims were evicted: their clients were told, healthy nodes' clients heard everything, and
   * replies and metrics say what was the case.
   */
  public void holdsThatNobodyMissedSilently() {
    assertStopped();
    traffic.awaitHeard(healthy);
    Set<Mark> straddling = new HashSet<>();
    victims.forEach(
        victim ->
            traffic
                .replies(victim)
                .across(freeze.stopped())
                .all()
                .forEach(reply -> straddling.add(reply.mark())));
    Deadline told = Deadline.in(TOLD);
    SoftAssertions.assertSoftly(
        all -> {
          all.check(() -> assertUnharmed(healthy, straddling));
          all.check(() -> traffic.atMostOnce(victims));
          all.check(() -> told.holds(() -> misses(victims).assertTold()));
          all.check(() -> assertLossIsCounted(told));
          all.check(this::assertUnconfirmedWhileFrozen);
          all.check(this::assertWokenNodesRefuse);
          all.check(traffic::assertFailuresWereNotSent);
          report();
        });
  }

  /** A client of each victim sends: its request waits in the kernel as long as the freeze lasts. */
  private void assertStopped() {
    for (GatewayProcess victim : victims) {
      assertThat(traffic.replies(victim).slowestMillis())
          .as("void: %s answered while it was stopped; its slowest reply took", victim.name())
          .isGreaterThan(freeze.millis() * 8 / 10);
    }
  }

  private void assertUnharmed(List<GatewayProcess> nodes, Set<Mark> excepted) {
    System.out.println(
        "clients of %s: %s"
            .formatted(
                nodes.stream().map(GatewayProcess::name).toList(),
                traffic.exactlyOnce(nodes, mark -> !excepted.contains(mark))));
    assertThat(traffic.clients(nodes)).allSatisfy(c -> assertThat(c.disconnects()).isEmpty());
  }

  private Misses misses(List<GatewayProcess> nodes) {
    return Misses.of(traffic.replies(), traffic.clients(nodes));
  }

  private void assertNothingCountedAsLost() {
    for (GatewayProcess node : victims) {
      assertThat(freeze.lostSince(node)).as("lost at %s", node.name()).isZero();
    }
    assertHealthyLostNothing();
  }

  private void assertHealthyLostNothing() {
    for (GatewayProcess node : healthy) {
      assertThat(freeze.lostSince(node)).as("lost at %s", node.name()).isZero();
    }
  }

  private void assertLossIsCounted(Deadline told) {
    for (GatewayProcess victim : victims) {
      assertThat(misses(List.of(victim)).count())
          .as("void: the clients of %s missed nothing", victim.name())
          .isPositive();
      told.holds(
          () ->
              assertThat(freeze.lostSince(victim))
                  .as("gateway_relay_lost_total at %s", victim.name())
                  .isPositive());
    }
    assertHealthyLostNothing();
  }

  /** While a node is frozen and still in the view; that it ends again, the freeze waited for. */
  private void assertUnconfirmedWhileFrozen() {
    for (GatewayProcess node : healthy) {
      Replies replies = traffic.replies(node);
      Replies frozen = replies.within(freeze.stopped() + MARGIN, freeze.lastKnown(node) - MARGIN);
      assertThat(frozen.size()).as("void: replies at %s during it", node.name()).isPositive();
      assertThat(frozen.unconfirmedShare())
          .as("share of unconfirmed replies at %s while a node was frozen", node.name())
          .isEqualTo(1);
    }
  }

  /** Until a woken node is back it takes no publications. */
  private void assertWokenNodesRefuse() {
    for (GatewayProcess victim : victims) {
      // What it had taken before it was stopped is answered when it goes on.
      Replies woken = traffic.replies(victim).after(freeze.resumed());
      assertThat(woken.all().get(0).status())
          .as("the first answer of %s after it was woken", victim.name())
          .isEqualTo(503);
    }
  }

  private void report() {
    System.out.printf(
        "frozen for %d ms: %s; healthy: %s; lost %s; accepted by the woken before they were back:"
            + " %s; unconfirmed %s, slowest reply of a healthy node %d ms; ends %s%n",
        freeze.millis(),
        misses(victims),
        misses(healthy),
        victims.stream().map(v -> "%s %.0f".formatted(v.name(), freeze.lostSince(v))).toList(),
        victims.stream().map(this::acceptedEarly).toList(),
        healthy.stream().map(this::unconfirmed).toList(),
        healthy.stream().mapToLong(h -> traffic.replies(h).slowestMillis()).max().orElse(0),
        traffic.clients(victims).stream()
            .flatMap(c -> c.disconnects().stream())
            .map(d -> d.code() + " " + d.reason())
            .toList());
  }

  private int acceptedEarly(GatewayProcess victim) {
    return traffic
        .replies(victim)
        .within(freeze.stopped(), freeze.back())
        .those(Reply::accepted)
        .size();
  }

  private int unconfirmed(GatewayProcess node) {
    return traffic.replies(node).those(r -> r.unconfirmed() > 0).size();
  }
}
