package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.eventbus.DeliveryOptions;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.HistoryChecker;
import io.wsgateway.kit.HistoryChecker.Promise;
import io.wsgateway.kit.Load;
import io.wsgateway.kit.Mark;
import io.wsgateway.kit.Publisher;
import io.wsgateway.kit.Reconnect;
import io.wsgateway.kit.RecordingClient;
import io.wsgateway.kit.TcpBalancer;
import io.wsgateway.kit.Traffic;
import io.wsgateway.support.Releases;
import io.wsgateway.support.TestBackend;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A rolling update from the last release to this build, and a rollback of one node, with processes
 * of both: nodes of both releases form one cluster, and a message that is published at any of them
 * reaches the clients of all of them, once and in order.
 */
final class RollingUpgradeIT {
  private static final int NODES = 3;
  private static final int CLIENTS = 12;
  private static final int MESSAGES = 10;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String KEY = "a-key-for-this-test-of-thirty-two-bytes";
  private static final String CONFIG =
      """
      endpoints: [{path: /ws, channel: news}, {path: /orders, channel: orders}]
      api: {keys: [{name: test, key: %s, scopes: [publish]}]}
      drain: {windowSeconds: 1}
      keepAlive: {closeSeconds: 1}
      """
          .formatted(KEY);

  private final HttpClient http = HttpClient.newHttpClient();
  private final GatewayCluster cluster = GatewayCluster.empty(2 * NODES + 1, CONFIG);
  private final List<GatewayProcess> live = new ArrayList<>();
  private final List<RecordingClient> clients = new ArrayList<>();
  private final AtomicReference<GatewayProcess> target = new AtomicReference<>();

  @AfterEach
  void close() {
    clients.forEach(RecordingClient::close);
    cluster.close();
  }

  @Test
  void nodesOfTheLastReleaseAreReplacedOneByOneAndOneIsRolledBack() throws Exception {
    Path released = Releases.newestJar().orElse(null);
    assumeTrue(released != null, "no jar of the last release: .ci/releases/build builds it");
    for (int i = 0; i < NODES; i++) {
      live.add(cluster.launch(released, NODES));
    }
    live.forEach(GatewayProcess::awaitReady);
    target.set(live.get(0));
    try (TcpBalancer balancer = TcpBalancer.over(ports());
        TestBackend backend = TestBackend.join(cluster)) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(
            RecordingClient.to(
                http, "user-" + i, GatewayCluster.through(balancer, "/orders"), Reconnect.soon()));
      }
      clients.forEach(client -> client.awaitConnections(1));
      Load load = new Load(publisher(), Duration.ofMillis(20));
      for (int round = 0; round < NODES; round++) {
        live.add(cluster.join());
        balancer.use(ports());
        allHearEachOther("update-" + round, backend);
        leave(live.get(0), balancer);
      }
      live.add(cluster.launch(released, 2).awaitReady());
      allHearEachOther("rollback", backend);
      leave(live.get(live.size() - 1), balancer);
      theUsersWentThroughIt(load);
    }
    assertThat(cluster.nodes().subList(NODES, 2 * NODES))
        .allSatisfy(node -> assertThat(node.output()).doesNotContain(" ERROR "));
  }

  private int[] ports() {
    return live.stream().mapToInt(GatewayProcess::httpPort).toArray();
  }

  /** One that uses whatever node there is, as behind a balancer of the API's port. */
  private Publisher publisher() {
    return new Publisher(
        "orders", "orders", http, () -> target.get().management("/api/publish"), KEY, false, LIMIT);
  }

  private void allHearEachOther(String name, TestBackend backend) {
    try (Traffic traffic = new Traffic(http, name, live)) {
      traffic.awaitAccepted(live, MESSAGES);
      List<String> sent =
          IntStream.range(0, MESSAGES).mapToObj(i -> "from the bus " + name + " " + i).toList();
      DeliveryOptions news = new DeliveryOptions().addHeader("channel", "news");
      sent.forEach(text -> backend.request("gateway.publish", text, news));
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(traffic.clients(live))
                      .allSatisfy(
                          client ->
                              assertThat(client.received())
                                  .extracting(message -> message.text())
                                  .containsSubsequence(sent)));
      traffic.stop();
      traffic.awaitHeard(live);
      String own = name + "-at-";
      System.out.println(
          name + ": " + traffic.exactlyOnce(live, mark -> mark.publisher().startsWith(own)));
    }
  }

  private void leave(GatewayProcess node, TcpBalancer balancer) throws InterruptedException {
    live.remove(node);
    balancer.use(ports());
    target.set(live.get(live.size() - 1));
    node.terminate();
    assertThat(node.awaitExit(LIMIT)).as(node.name()).isZero();
  }

  private void theUsersWentThroughIt(Load load) {
    clients.forEach(client -> client.awaitConnections(2));
    load.awaitMore(MESSAGES);
    Mark last = load.stop();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(clients).allSatisfy(c -> assertThat(c.marks()).contains(last)));
    assertThat(clients)
        .flatExtracting(RecordingClient::disconnects)
        .isNotEmpty()
        .allSatisfy(end -> assertThat(end.code()).isEqualTo(1012));
    HistoryChecker checker =
        new HistoryChecker(Promise.LOSS_COUNTED).published(load.publisher().sent());
    clients.forEach(client -> checker.received(client.name(), client.marks()));
    checker.check().assertHolds();
  }
}
