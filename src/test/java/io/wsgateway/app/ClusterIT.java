package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.wsgateway.support.Logs;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.RunningGateway;
import io.wsgateway.support.TestBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes in one JVM and a backend, while membership is stable: everybody hears all, once. */
final class ClusterIT {
  private static final int MESSAGES = 30;
  private static final DeliveryOptions PLAIN = new DeliveryOptions();

  private static RunningCluster cluster;
  private static TestBackend backend;

  private final List<PlainClient> clients = new ArrayList<>();

  @BeforeAll
  static void start() {
    cluster =
        RunningCluster.of(
            3, "endpoints: [{path: /ws, channel: chat}, {path: /other, channel: other}]\n");
    backend = TestBackend.join(cluster);
  }

  @AfterAll
  static void stop() {
    backend.close();
    cluster.close();
  }

  @BeforeEach
  void connect() throws Exception {
    for (RunningGateway node : cluster.nodes()) {
      clients.add(PlainClient.connect(node.ws("/ws")));
    }
  }

  @AfterEach
  void disconnect() {
    clients.forEach(PlainClient::close);
  }

  @Test
  void aNodeThatDrainsTellsTheOthersAndStillReachesTheirClients() throws Exception {
    RunningGateway node = cluster.node(2);
    try (Logs logs = new Logs("io.wsgateway.relay")) {
      assertThat(node.api("drain", "{}").body()).contains("\"draining\":true");
      assertThat(clients.get(2).closed()).startsWith("1012 ");
      awaitAtTheOthers(logs, "cluster.node.draining");
      assertThat(node.api("publish", "{\"channel\":\"chat\",\"data\":1}").body())
          .isEqualTo("{\"result\":{}}");
      assertThat(clients.get(0).next()).isEqualTo("1");
      assertThat(clients.get(1).next()).isEqualTo("1");

      assertThat(node.api("undrain", "{}").body()).contains("\"draining\":false");
      awaitAtTheOthers(logs, "cluster.node.undrained");
    }
  }

  private static void awaitAtTheOthers(Logs logs, String event) {
    await(event)
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(logs.lines().stream().filter(line -> line.contains(event)))
                    .hasSize(2)
                    .allMatch(line -> line.contains("node=\"node2\"")));
  }

  @Test
  void aClientsMessagesReachClientsOfAllNodesOnceAndInOrder() throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      clients.get(0).send("m" + i);
    }
    everyoneHearsInOrder();
  }

  @Test
  void whatTheHttpApiPublishesOnOneNodeReachesClientsOfAll() throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      cluster
          .node(i % 3)
          .api("publish", "{\"channel\": \"chat\", \"data\": {\"n\": %d}}".formatted(i));
    }
    for (PlainClient client : clients) {
      assertThat(hear(client, MESSAGES))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, MESSAGES).mapToObj(i -> "{\"n\": " + i + "}").toList());
    }
    nothingElseComes();
  }

  @Test
  void aBroadcastBySendIsHeardOnceByEveryone() throws Exception {
    everyoneHearsOnce(text -> backend.eventBus().send("gateway.broadcast", text));
  }

  @Test
  void aBroadcastByPublishIsHeardOnceByEveryone() throws Exception {
    everyoneHearsOnce(text -> backend.eventBus().publish("gateway.broadcast", text));
  }

  @Test
  void aBroadcastByRequestIsAnsweredAndKeepsTheOrderOfWhoWaits() throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      Object answer = backend.request("gateway.broadcast", "m" + i, PLAIN).body();
      assertThat(answer).isEqualTo(new JsonObject());
    }
    for (PlainClient client : clients) {
      assertThat(hear(client, MESSAGES)).isEqualTo(texts());
    }
    nothingElseComes();
  }

  @Test
  void aPublicationByRequestIsAnsweredWithItsPosition() throws Exception {
    DeliveryOptions chat = new DeliveryOptions().addHeader("channel", "chat");
    for (int i = 0; i < MESSAGES; i++) {
      Object answer = backend.request("gateway.publish", "m" + i, chat).body();
      assertThat(answer).isEqualTo(new JsonObject().put("epoch", "").put("offset", 0L));
    }
    for (PlainClient client : clients) {
      assertThat(hear(client, MESSAGES)).isEqualTo(texts());
    }
    nothingElseComes();
  }

  @Test
  void everyNodeCountsTheOthers() throws Exception {
    for (RunningGateway node : cluster.nodes()) {
      String metrics = node.management("/metrics").body();
      assertThat(metrics)
          .contains("gateway_cluster_members 3", "gateway_relay_lost_total 0")
          .contains("gateway_cluster_foreign_members 0", "gateway_cluster_drifted_nodes 0");
      assertThat(node.management("/health/ready").body()).contains("member");
    }
  }

  private void everyoneHearsOnce(Consumer<String> call) throws Exception {
    texts().forEach(call);
    for (PlainClient client : clients) {
      assertThat(hear(client, MESSAGES)).containsExactlyInAnyOrderElementsOf(texts());
    }
    nothingElseComes();
  }

  private void everyoneHearsInOrder() throws Exception {
    for (PlainClient client : clients) {
      assertThat(hear(client, MESSAGES)).isEqualTo(texts());
    }
    nothingElseComes();
  }

  /** A duplicate would come before these, which follow on the same ways. */
  private void nothingElseComes() throws Exception {
    for (int i = 0; i < 3; i++) {
      clients.get(i).send("last" + i);
    }
    for (PlainClient client : clients) {
      assertThat(hear(client, 3)).containsExactlyInAnyOrder("last0", "last1", "last2");
    }
  }

  private static List<String> texts() {
    return IntStream.range(0, MESSAGES).mapToObj(i -> "m" + i).toList();
  }

  private static List<String> hear(PlainClient client, int count) throws Exception {
    List<String> heard = new ArrayList<>();
    while (heard.size() < count) {
      heard.add(client.next());
    }
    return heard;
  }
}
