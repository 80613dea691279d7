package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.TestBackend;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What backends are told when a node goes: of a dead one once, of a stopped one nothing. */
final class NodeLostIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SIZE = "gateway_cluster_size";

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void backendsHearOfANodeThatDiedAndNotOfOneThatWasStopped() throws Exception {
    try (GatewayCluster cluster =
            GatewayCluster.of(
                3,
                1,
                """
                endpoints: [{path: /ws, channel: news}]
                events: {send: [nodeLost, nodeBack, connected]}
                drain: {windowSeconds: 1}
                """);
        TestBackend backend = TestBackend.join(cluster)) {
      List<JsonObject> events = new CopyOnWriteArrayList<>();
      backend
          .eventBus()
          .<JsonObject>consumer("gateway.events", message -> events.add(message.body()))
          .completion()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
      List<String> boots =
          List.of(connect(cluster.node(0), events), connect(cluster.node(2), events));

      cluster.node(2).kill();
      await().atMost(LIMIT).until(() -> !named(events, "nodeLost").isEmpty());
      // Both have decided by now, and one of them has said so.
      awaitLost(cluster.node(0), 1);
      awaitLost(cluster.node(1), 1);
      connect(cluster.node(0), events);
      connect(cluster.node(1), events);
      assertThat(named(events, "nodeLost")).hasSize(1);
      JsonObject lost = named(events, "nodeLost").get(0);
      assertThat(lost.getString("lostNode")).isEqualTo("node2");
      assertThat(lost.getString("lostBoot")).isEqualTo(boots.get(1));

      // Two are the cluster once they were together for 10 s; then the survivor says it.
      await().atMost(LIMIT).until(() -> cluster.node(0).metric(http, SIZE) == 2);
      assertThat(cluster.node(0).metric(http, "gateway_isolated")).isZero();
      cluster.node(1).kill();
      await().atMost(LIMIT).until(() -> named(events, "nodeLost").size() == 2);
      assertThat(named(events, "nodeLost").get(1).getString("lostNode")).isEqualTo("node1");
      assertThat(cluster.node(0).metric(http, "gateway_isolated")).isEqualTo(1);
      assertThat(cluster.node(0).metric(http, SIZE)).isEqualTo(2);

      // One that starts takes the seat of the dead one, and says when it leaves.
      GatewayProcess another = cluster.join();
      await().atMost(LIMIT).until(() -> cluster.node(0).metric(http, "gateway_isolated") == 0);
      another.terminate();
      assertThat(another.awaitExit(LIMIT)).isZero();
      await().atMost(LIMIT).until(() -> cluster.node(0).metric(http, SIZE) == 1);
      assertThat(cluster.node(0).metric(http, "gateway_isolated")).isZero();
      // One node's events come in order: a word about the stopped one would come before this.
      connect(cluster.node(0), events);
      assertThat(named(events, "nodeLost")).hasSize(2);
      assertThat(named(events, "nodeBack")).isEmpty();
    }
  }

  private void awaitLost(GatewayProcess node, int count) {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                node.metric(http, "gateway_cluster_leaves_total{cause=\"lost\"}") == count
                    && node.output().contains("cause=lost"));
  }

  /** Connects a client until a backend hears of it, and tells the boot id that the node gave. */
  private static String connect(GatewayProcess node, List<JsonObject> events) {
    events.removeIf(event -> event.getString("event").equals("connected"));
    // A node remembers for a second that nobody listened.
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              PlainClient.connect(node.socket("/ws")).close(1000, "");
              assertThat(connected(node, events)).isNotEmpty();
            });
    return connected(node, events).get(0).getString("boot");
  }

  private static List<JsonObject> connected(GatewayProcess node, List<JsonObject> events) {
    return named(events, "connected").stream()
        .filter(event -> event.getString("node").equals(node.name()))
        .toList();
  }

  private static List<JsonObject> named(List<JsonObject> events, String name) {
    return events.stream().filter(event -> event.getString("event").equals(name)).toList();
  }
}
