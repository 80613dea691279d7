package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.eventbus.DeliveryOptions;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.HistoryChecker;
import io.wsgateway.kit.HistoryChecker.Promise;
import io.wsgateway.kit.Mark;
import io.wsgateway.kit.Publisher;
import io.wsgateway.kit.Reconnect;
import io.wsgateway.kit.RecordingClient;
import io.wsgateway.kit.Sent;
import io.wsgateway.kit.Sent.Outcome;
import io.wsgateway.support.TestBackend;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Three nodes as processes, and a backend with a configuration of its own: whatever way a message
 * comes in, every client of every node gets it once.
 */
final class ThreeNodesIT {
  private static final int EACH = 30;
  private static final String KEY = "a-key-for-this-test-of-thirty-two-bytes";
  private static final String CONFIG =
      """
      endpoints: [{path: /ws, channel: news}]
      api: {keys: [{name: test, key: %s, scopes: [publish]}]}
      """
          .formatted(KEY);
  private static final DeliveryOptions NEWS = new DeliveryOptions().addHeader("channel", "news");

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<RecordingClient> clients = new ArrayList<>();
  // Each waited for its answers, or was one connection: their order is promised.
  private final List<Sent> ordered = new ArrayList<>();
  // Sends and publishes are not answered: they come once, in any order over the nodes.
  private final Set<Mark> unordered = new HashSet<>();

  @Test
  void whateverWayAMessageComesEveryClientOfEveryNodeHasItOnce() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.of(3, 0, CONFIG);
        TestBackend backend = TestBackend.join(cluster)) {
      for (GatewayProcess node : cluster.nodes()) {
        for (int i = 0; i < 2; i++) {
          clients.add(
              RecordingClient.to(
                  http, node.name() + "-" + i, node.socket("/ws"), Reconnect.never()));
        }
      }
      clients.forEach(client -> client.awaitConnections(1));
      try {
        fromTheBackend(backend);
        fromClients();
        overHttp(cluster);
        check();
      } finally {
        clients.forEach(RecordingClient::close);
      }
    }
  }

  private void fromTheBackend(TestBackend backend) {
    var bus = backend.eventBus();
    inOrder("bus-publish-request", m -> backend.request("gateway.publish", m, NEWS));
    inOrder(
        "bus-broadcast-request",
        m -> backend.request("gateway.broadcast", m, new DeliveryOptions()));
    inAnyOrder("bus-publish-send", m -> bus.send("gateway.publish", m, NEWS));
    inAnyOrder("bus-broadcast-send", m -> bus.send("gateway.broadcast", m));
    inAnyOrder("bus-broadcast-publish", m -> bus.publish("gateway.broadcast", m));
  }

  private void fromClients() {
    for (int i = 0; i < clients.size(); i += 2) {
      RecordingClient client = clients.get(i);
      inOrder("client-" + client.name(), mark -> client.send(mark).join());
    }
  }

  private void overHttp(GatewayCluster cluster) throws Exception {
    for (GatewayProcess node : cluster.nodes()) {
      ordered.addAll(
          new Publisher(
                  "http-" + node.name(),
                  "news",
                  http,
                  () -> node.management("/api/publish"),
                  KEY,
                  false,
                  Duration.ofSeconds(30))
              .publish(EACH)
              .sent());
    }
  }

  private void inOrder(String publisher, Consumer<String> send) {
    for (int i = 1; i <= EACH; i++) {
      Mark mark = new Mark(publisher, i);
      send.accept(mark.toString());
      ordered.add(new Sent(mark, Outcome.ACKNOWLEDGED));
    }
  }

  private void inAnyOrder(String publisher, Consumer<String> send) {
    for (int i = 1; i <= EACH; i++) {
      Mark mark = new Mark(publisher, i);
      send.accept(mark.toString());
      unordered.add(mark);
    }
  }

  private void check() {
    int all = ordered.size() + unordered.size();
    assertThat(all).isEqualTo(11 * EACH);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(clients)
                    .allSatisfy(c -> assertThat(new HashSet<>(c.marks())).hasSize(all)));
    HistoryChecker checker = new HistoryChecker(Promise.EXACTLY_ONCE).published(ordered);
    for (RecordingClient client : clients) {
      List<Mark> marks = new ArrayList<>(client.marks());
      List<Mark> loose = marks.stream().filter(unordered::contains).toList();
      assertThat(loose).as(client.name()).containsExactlyInAnyOrderElementsOf(unordered);
      marks.removeAll(unordered);
      checker.received(client.name(), marks);
    }
    checker.check().assertHolds();
  }
}
