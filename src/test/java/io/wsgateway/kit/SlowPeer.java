package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

/**
 * A node that is stopped for most of the time, again and again, and what that costs those who
 * publish elsewhere and wait for the answer: about nothing.
 */
public final class SlowPeer {
  private static final Duration STOPPED = Duration.ofMillis(400);
  private static final Duration RUNNING = Duration.ofMillis(100);
  private static final int ENOUGH = 20;

  private final HttpClient http;
  private final List<GatewayProcess> nodes;
  private final GatewayProcess victim;
  private final List<Reply> calm = new ArrayList<>();
  private final List<Reply> beside = new ArrayList<>();
  private int stops;

  /** One of some nodes, which are configured with {@link HealthyNodes#CONFIG}, is to be slow. */
  public SlowPeer(HttpClient http, List<GatewayProcess> nodes, GatewayProcess victim) {
    this.http = http;
    this.nodes = nodes;
    this.victim = victim;
  }

  /** Does it so many times, each for so long and after as long without, and holds what was seen. */
  public void holds(String name, int rounds, Duration round) {
    List<Double> lostBefore = lost();
    try (Traffic traffic = new Traffic(http, name, nodes)) {
      traffic.awaitAccepted(nodes, ENOUGH);
      for (int i = 0; i < rounds; i++) {
        keep(traffic, pass(round), calm);
        try (Stutter stutter = new Stutter(victim, STOPPED, RUNNING)) {
          keep(traffic, pass(round), beside);
          stops += stutter.stops();
        }
      }
      traffic.awaitAccepted(nodes, ENOUGH);
      traffic.stop();
      traffic.awaitHeard(nodes);
      Verdict verdict = traffic.exactlyOnce(nodes, mark -> true);
      assertThat(traffic.clients(nodes)).allSatisfy(c -> assertThat(c.disconnects()).isEmpty());
      assertThat(lost()).as("gateway_relay_lost_total").isEqualTo(lostBefore);
      hold(traffic.replies(victim), verdict);
    }
  }

  private void hold(Replies atVictim, Verdict verdict) {
    Replies before = new Replies(calm);
    Replies now = new Replies(beside);
    long stall = STOPPED.toMillis();
    System.out.printf(
        "stopped %d times: p90 of %d awaited publications elsewhere %.1f ms, of %d without %.1f ms;"
            + " slowest %d and %d ms; unconfirmed %.0f %%; all clients: %s%n",
        stops,
        now.size(),
        now.p90Millis(),
        before.size(),
        before.p90Millis(),
        now.slowestMillis(),
        before.slowestMillis(),
        100 * now.unconfirmedShare(),
        verdict);
    assertThat(atVictim.those(r -> r.nanos() > STOPPED.toNanos() / 2).size())
        .as("void: replies of the slow node that show that it was stopped")
        .isGreaterThan(stops / 3);
    SoftAssertions.assertSoftly(
        all -> {
          all.assertThat(now.p90Millis())
              .as("p90 in ms; without %.1f, and a stop takes %d", before.p90Millis(), stall)
              .isLessThan(Math.max(5 * before.p90Millis(), stall / 8.0));
          all.assertThat(now.unconfirmedShare())
              .as("share of replies that said that a node had not confirmed")
              .isPositive();
        });
  }

  /** The moment at which so much time begins; it has passed when this returns. */
  private static long pass(Duration time) {
    long begun = System.nanoTime();
    await().atMost(time.multipliedBy(3)).until(() -> System.nanoTime() - begun > time.toNanos());
    return begun;
  }

  private void keep(Traffic traffic, long from, List<Reply> kept) {
    nodes.stream()
        .filter(node -> node != victim)
        .forEach(node -> kept.addAll(traffic.replies(node).within(from, System.nanoTime()).all()));
  }

  private List<Double> lost() {
    return nodes.stream().map(node -> node.metric(http, "gateway_relay_lost_total")).toList();
  }
}
