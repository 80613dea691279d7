package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.TestBackend;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What backends are told when a node goes: of a dead one by every survivor, of a stopped none. */
final class NodeLostIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void backendsHearOfANodeThatDiedAndNotOfOneThatWasStopped() throws Exception {
    try (GatewayCluster cluster =
            GatewayCluster.of(
                3,
                0,
                """
                endpoints: [{path: /ws, channel: news}]
                events: {send: [nodeLost, connected]}
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
      events.clear();

      cluster.node(2).kill();
      await().atMost(LIMIT).until(() -> named(events, "nodeLost").size() == 2);
      assertThat(named(events, "nodeLost"))
          .allSatisfy(
              event -> {
                assertThat(event.getString("lostNode")).isEqualTo("node2");
                assertThat(event.getString("lostBoot")).isEqualTo(boots.get(1));
              });

      cluster.node(1).terminate();
      assertThat(cluster.node(1).awaitExit(LIMIT)).isZero();
      // One node's events come in order: a word about the stopped one would come before this.
      events.removeIf(event -> event.getString("event").equals("connected"));
      connect(cluster.node(0), events);
      assertThat(named(events, "nodeLost")).hasSize(2);
    }
  }

  /** Connects a client until a backend hears of it, and tells the boot id that the node gave. */
  private static String connect(GatewayProcess node, List<JsonObject> events) {
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
