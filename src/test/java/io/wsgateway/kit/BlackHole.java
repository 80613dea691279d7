package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;

/**
 * What two of three nodes send to each other is swallowed for a while; the third and all clients
 * reach both. Nobody misses silently, nothing comes twice, and all is well afterwards.
 */
public final class BlackHole {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration TOLD = Duration.ofSeconds(50);
  private static final int ENOUGH = 20;

  /** What was on its way when the cut came still arrives. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private final HttpClient http;
  private final NetworkNamespaces namespaces;
  private final GatewayCluster cluster;
  private final List<GatewayProcess> nodes;
  private final Map<GatewayProcess, Double> lostBefore = new HashMap<>();

  /** Between nodes that live in these namespaces, configured with {@link HealthyNodes#CONFIG}. */
  public BlackHole(HttpClient http, NetworkNamespaces namespaces, GatewayCluster cluster) {
    this.http = http;
    this.namespaces = namespaces;
    this.cluster = cluster;
    this.nodes = cluster.nodes();
  }

  /** The third one leads the cluster and notices nothing: its clients hear everything. */
  public void holdsBetweenFollowers(Duration time) throws IOException {
    holds(1, 2, time, List.of(cluster.node(0)));
  }

  /** The third one may have to choose with whom it stays. */
  public void holdsBetweenLeaderAndFollower(Duration time) throws IOException {
    holds(0, 1, time, List.of());
  }

  private void holds(int one, int other, Duration time, List<GatewayProcess> unharmed)
      throws IOException {
    nodes.forEach(node -> lostBefore.put(node, lost(node)));
    List<GatewayProcess> cutOff = List.of(cluster.node(one), cluster.node(other));
    try (Traffic traffic = new Traffic(http, "cut-" + one + "-" + other, nodes)) {
      traffic.awaitAccepted(nodes, ENOUGH);
      long cut = System.nanoTime();
      namespaces.cut(one, other);
      await().atMost(time.plus(LIMIT)).until(() -> System.nanoTime() - cut >= time.toNanos());
      long healed = System.nanoTime();
      namespaces.heal(one, other);
      assertCut(traffic, cutOff, cut, healed);
      awaitTogether();
      traffic.awaitAccepted(nodes, ENOUGH);
      traffic.stop();
      hold(traffic, cutOff, unharmed, new Window(cut, healed));
    }
    try (Traffic afterwards = new Traffic(http, "healed-" + one + "-" + other, nodes)) {
      afterwards.awaitAccepted(nodes, ENOUGH);
      afterwards.stop();
      afterwards.awaitHeard(nodes);
      afterwards.exactlyOnce(nodes, mark -> true);
    }
  }

  private record Window(long cut, long healed) {}

  private void awaitTogether() {
    for (GatewayProcess node : nodes) {
      await("all members at " + node.name())
          .atMost(LIMIT)
          .until(() -> node.metric(http, "gateway_cluster_members") == nodes.size());
    }
  }

  /** Each of the two publishes, which its own clients hear and the other's do not. */
  private void assertCut(Traffic traffic, List<GatewayProcess> cutOff, long cut, long healed) {
    for (GatewayProcess node : nodes) {
      for (GatewayProcess from : cutOff) {
        boolean deaf = cutOff.contains(node) && node != from;
        for (RecordingClient client : traffic.clients(List.of(node))) {
          long heard =
              client.received().stream()
                  .filter(m -> m.nanos() - cut > MARGIN.toNanos() && healed - m.nanos() > 0)
                  .flatMap(m -> Mark.find(m.text()).stream())
                  .filter(mark -> mark.publisher().equals(traffic.publisherName(from)))
                  .count();
          if (deaf) {
            assertThat(heard).as("void: %s heard %s", client.name(), from.name()).isZero();
          } else if (cutOff.contains(node)) {
            assertThat(heard).as("void: %s published nothing", from.name()).isPositive();
          }
        }
      }
    }
  }

  private void hold(
      Traffic traffic, List<GatewayProcess> cutOff, List<GatewayProcess> unharmed, Window when) {
    Deadline told = Deadline.in(TOLD);
    SoftAssertions.assertSoftly(
        all -> {
          if (!unharmed.isEmpty()) {
            all.check(() -> traffic.awaitHeard(unharmed));
            all.check(
                () -> System.out.println("third: " + traffic.exactlyOnce(unharmed, m -> true)));
            all.check(
                () ->
                    assertThat(traffic.clients(unharmed))
                        .allSatisfy(c -> assertThat(c.disconnects()).isEmpty()));
          }
          all.check(() -> traffic.atMostOnce(nodes));
          all.check(() -> told.holds(() -> misses(traffic, nodes).assertTold()));
          nodes.forEach(node -> all.check(() -> told.holds(() -> assertCounted(traffic, node))));
          cutOff.forEach(node -> all.check(() -> assertUnconfirmed(traffic, node, when)));
          all.check(traffic::assertFailuresWereNotSent);
          report(traffic, cutOff, when);
        });
  }

  private void assertCounted(Traffic traffic, GatewayProcess node) {
    boolean missed = misses(traffic, List.of(node)).count() > 0;
    assertThat(lost(node) - lostBefore.get(node) > 0)
        .as("gateway_relay_lost_total of %s rose, whose clients missed something", node.name())
        .isEqualTo(missed);
  }

  /** As long as it still knows the other one, each success says that it has not confirmed. */
  private void assertUnconfirmed(Traffic traffic, GatewayProcess node, Window when) {
    Replies during = traffic.replies(node).within(when.cut() + MARGIN.toNanos(), when.healed());
    assertThat(during.unconfirmedShare())
        .as("share of unconfirmed replies at %s while it was cut off", node.name())
        .isPositive();
  }

  private static Misses misses(Traffic traffic, List<GatewayProcess> nodes) {
    return Misses.of(traffic.replies(), traffic.clients(nodes));
  }

  private void report(Traffic traffic, List<GatewayProcess> cutOff, Window when) {
    List<String> ends = new ArrayList<>();
    traffic.clients(nodes).stream()
        .flatMap(c -> c.disconnects().stream().map(d -> c.name() + " " + d.code()))
        .forEach(ends::add);
    System.out.printf(
        "%s cut off from each other: %s; lost %s; accepted meanwhile %s, unconfirmed %s; ends %s%n",
        cutOff.stream().map(GatewayProcess::name).toList(),
        misses(traffic, nodes),
        nodes.stream().map(n -> "%.0f".formatted(lost(n) - lostBefore.get(n))).toList(),
        nodes.stream()
            .map(n -> traffic.replies(n).within(when.cut(), when.healed()))
            .map(r -> r.those(Reply::accepted).size())
            .toList(),
        nodes.stream()
            .map(n -> traffic.replies(n).within(when.cut(), when.healed()).unconfirmedShare())
            .map("%.2f"::formatted)
            .toList(),
        ends);
  }

  private double lost(GatewayProcess node) {
    return node.metric(http, "gateway_relay_lost_total");
  }
}
