package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.Fault;
import io.wsgateway.kit.Finding.Kind;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.HistoryChecker;
import io.wsgateway.kit.HistoryChecker.Promise;
import io.wsgateway.kit.Load;
import io.wsgateway.kit.Mark;
import io.wsgateway.kit.Publisher;
import io.wsgateway.kit.Reconnect;
import io.wsgateway.kit.RecordingClient;
import io.wsgateway.kit.Sent;
import io.wsgateway.kit.Sent.Outcome;
import io.wsgateway.kit.TcpBalancer;
import io.wsgateway.kit.Verdict;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Three nodes as processes, clients of another make, and faults under load: what the guarantees
 * promise for a channel without history.
 */
final class ClusterFaultsIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String KEY = "a-key-for-this-test-of-thirty-two-bytes";
  private static final int QUEUE = 1_048_576;
  private static final String CONFIG =
      """
      endpoints: [{path: /ws, channel: news}]
      api: {keys: [{name: test, key: %s, scopes: [publish]}]}
      drain: {windowSeconds: 2}
      keepAlive: {closeSeconds: 2}
      """
          .formatted(KEY);

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  private GatewayCluster cluster(int count, int more) throws Exception {
    GatewayCluster cluster = GatewayCluster.of(count, more, CONFIG);
    opened.add(cluster);
    return cluster;
  }

  private Publisher publisher(String name, GatewayProcess node) {
    return new Publisher(
        name, "news", http, () -> node.management("/api/publish"), KEY, false, LIMIT);
  }

  private List<RecordingClient> clients(String name, int count, URI uri, Reconnect reconnect) {
    List<RecordingClient> clients =
        IntStream.range(0, count)
            .mapToObj(i -> RecordingClient.to(http, name + "-" + i, uri, reconnect))
            .toList();
    opened.addAll(clients);
    clients.forEach(client -> client.awaitConnections(1));
    return clients;
  }

  private static void awaitMark(List<RecordingClient> clients, Mark last) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(clients).allSatisfy(c -> assertThat(c.marks()).contains(last)));
  }

  private double metric(GatewayProcess node, String name) {
    return node.metric(http, name);
  }

  @Test
  void everyClientOfEveryNodeHearsEverybodyExactlyOnce() throws Exception {
    GatewayCluster cluster = cluster(3, 0);
    List<RecordingClient> clients = new ArrayList<>();
    List<Publisher> publishers = new ArrayList<>();
    for (GatewayProcess node : cluster.nodes()) {
      clients.addAll(clients(node.name(), 3, node.socket("/ws"), Reconnect.never()));
      publishers.add(publisher("curl-" + node.name(), node));
    }
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (Publisher publisher : publishers) {
      all.add(
          CompletableFuture.runAsync(
              () -> {
                try {
                  publisher.publish(100);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    int each = 100;
    List<RecordingClient> senders = List.of(clients.get(0), clients.get(3), clients.get(6));
    for (int i = 1; i <= each; i++) {
      for (RecordingClient sender : senders) {
        sender.send(new Mark(sender.name(), i).toString()).join();
      }
    }
    all.forEach(CompletableFuture::join);

    for (RecordingClient client : clients) {
      client.awaitReceived(3 * 100 + 3 * each);
    }
    HistoryChecker checker = new HistoryChecker(Promise.EXACTLY_ONCE);
    publishers.forEach(p -> checker.published(p.sent()));
    for (RecordingClient client : clients) {
      checker.received(
          client.name(),
          client.marks().stream().filter(m -> m.publisher().contains("curl")).toList());
      for (RecordingClient sender : senders) {
        assertThat(client.marks().stream().filter(m -> m.publisher().equals(sender.name())))
            .extracting(Mark::number)
            .containsExactlyElementsOf(
                IntStream.rangeClosed(1, each).mapToObj(i -> (long) i).toList());
      }
    }
    Verdict verdict = checker.check();
    verdict.assertHolds();
    System.out.println("no fault: " + verdict);
  }

  @Test
  void whenANodeIsKilledTheOthersGoOnAndItsClientsReturn() throws Exception {
    GatewayCluster cluster = cluster(3, 0);
    GatewayProcess victim = cluster.node(2);
    TcpBalancer balancer = TcpBalancer.over(cluster.httpPorts());
    opened.add(balancer);
    List<RecordingClient> calm =
        clients("calm", 3, cluster.node(1).socket("/ws"), Reconnect.never());
    List<RecordingClient> moving =
        clients("moving", 12, GatewayCluster.through(balancer, "/ws"), Reconnect.soon());
    Load load = new Load(publisher("orders", cluster.node(0)));
    Load doomed = new Load(publisher("doomed", victim));
    load.awaitMore(50);
    Fault fault =
        new Fault("kill -9 of one of three")
            .shownBy("reconnects", () -> connections(moving))
            .shownBy("refused connections", () -> balancer.refused(victim.httpPort()));

    victim.kill();
    assertThat(victim.awaitExit(LIMIT)).isEqualTo(137);
    doomed.enough();
    fault.awaitShown(LIMIT);
    await()
        .atMost(LIMIT)
        .until(
            () ->
                balancer.open(cluster.httpPorts()[0]) + balancer.open(cluster.httpPorts()[1])
                    == 12);
    load.awaitMore(100);
    Mark last = load.stop();
    awaitMark(calm, last);
    awaitMark(moving, last);

    assertExactlyOnce("calm", load, calm);
    assertAtMostOnce("kill -9", load, moving);
    for (GatewayProcess node : cluster.nodes().subList(0, 2)) {
      await().atMost(LIMIT).until(() -> metric(node, "gateway_cluster_members") == 2);
    }
  }

  @Test
  void whenANodeIsStoppedItsClientsAreToldAndReturnAndItEndsWithZero() throws Exception {
    GatewayCluster cluster = cluster(3, 0);
    GatewayProcess leaver = cluster.node(2);
    TcpBalancer balancer = TcpBalancer.over(cluster.httpPorts());
    opened.add(balancer);
    List<RecordingClient> calm =
        clients("calm", 3, cluster.node(1).socket("/ws"), Reconnect.never());
    List<RecordingClient> moving =
        clients("moving", 12, GatewayCluster.through(balancer, "/ws"), Reconnect.soon());
    Load load = new Load(publisher("orders", cluster.node(0)));
    Load leaving = new Load(publisher("leaving", leaver));
    load.awaitMore(50);
    leaving.awaitMore(50);
    Fault fault =
        new Fault("SIGTERM to one of three").shownBy("reconnects", () -> connections(moving));

    leaver.terminate();
    assertThat(leaver.awaitExit(LIMIT)).isZero();
    leaving.enough();
    fault.awaitShown(LIMIT);
    await()
        .atMost(LIMIT)
        .until(
            () ->
                balancer.open(cluster.httpPorts()[0]) + balancer.open(cluster.httpPorts()[1])
                    == 12);
    load.awaitMore(100);
    Mark last = load.stop();
    awaitMark(calm, last);
    awaitMark(moving, last);

    assertExactlyOnce("calm", load, calm);
    assertAtMostOnce("SIGTERM", load, moving);
    leaving.stop();
    assertAnswersOf(leaving, calm);
    assertThat(moving.stream().flatMap(c -> c.disconnects().stream()))
        .isNotEmpty()
        .allSatisfy(d -> assertThat(d.code()).isEqualTo(1012));
  }

  @Test
  void aNodeThatJoinsUnderLoadDisturbsNobodyAndHearsEverything() throws Exception {
    GatewayCluster cluster = cluster(2, 1);
    List<RecordingClient> calm =
        clients("calm", 3, cluster.node(1).socket("/ws"), Reconnect.never());
    Load load = new Load(publisher("orders", cluster.node(0)));
    load.awaitMore(50);

    GatewayProcess joiner = cluster.join();
    List<RecordingClient> late = clients("late", 3, joiner.socket("/ws"), Reconnect.never());
    int known = load.publisher().sent().size();
    load.awaitMore(100);
    Mark last = load.stop();
    awaitMark(calm, last);
    awaitMark(late, last);

    assertExactlyOnce("calm", load, calm);
    // One may have been on its way while they connected; from the next on they hear all.
    HistoryChecker checker =
        new HistoryChecker(Promise.EXACTLY_ONCE).published(load.publisher().sent());
    late.forEach(c -> checker.received(c.name(), c.marks(), mark -> mark.number() > known + 1));
    Verdict verdict = checker.check();
    verdict.assertHolds();
    System.out.println("join, clients of the joiner: " + verdict);
  }

  @Test
  void aNodeThatStallsCostsItsPeersBoundedMemoryAndCountsWhatItMissed() throws Exception {
    GatewayCluster cluster =
        GatewayCluster.of(
            3,
            0,
            CONFIG.replace("news}]", "news, onMessage: ignore}]")
                + "cluster: {relayQueueBytes: "
                + QUEUE
                + "}\n");
    opened.add(cluster);
    GatewayProcess busy = cluster.node(0);
    GatewayProcess stalled = cluster.node(2);
    List<RecordingClient> calm =
        clients("calm", 2, cluster.node(1).socket("/ws"), Reconnect.never());
    List<RecordingClient> behind = clients("behind", 1, stalled.socket("/ws"), Reconnect.soon());
    String padding = "x".repeat(60_000);

    stalled.pause();
    int sent = 0;
    // The kernel's buffers between two processes take some megabytes first.
    while (metric(busy, "gateway_messages_dropped_total{policy=\"relayBacklog\"}") < 20) {
      assertThat(++sent).as("publications until the queue is full").isLessThan(2000);
      HttpRequest request =
          HttpRequest.newBuilder(busy.management("/api/publish"))
              .header("X-API-Key", KEY)
              .POST(
                  BodyPublishers.ofString(
                      "{\"channel\":\"news\",\"data\":\"load#" + sent + " " + padding + "\"}"))
              .build();
      assertThat(http.send(request, BodyHandlers.ofString()).body())
          .as("the stalled node confirms nothing")
          .matches("\\{\"result\":\\{\"unconfirmed\":[12]}}");
      assertThat(metric(busy, "gateway_relay_queue_bytes")).isLessThanOrEqualTo(QUEUE);
    }
    stalled.resume();
    for (RecordingClient client : calm) {
      assertThat(client.awaitReceived(sent)).hasSize(sent);
    }
    await().atMost(LIMIT).until(() -> metric(stalled, "gateway_relay_lost_total") >= 20);
    // It serves again: what is published now reaches its client, on whatever connection. All that
    // waited came to it at once, so it may have been closed as slow and be on its way back.
    Load load = new Load(publisher("after", busy));
    load.awaitMore(20);
    await().atMost(LIMIT).until(() -> !marks(load, behind.get(0)).isEmpty());
    load.stop();
    assertThat(behind.get(0).disconnects())
        .as("it was told that it missed something, or that it was too slow")
        .anyMatch(d -> d.code() == 4010 || d.code() == 1013);
  }

  /** Whoever was not told that it was published can publish again: it was heard by nobody. */
  private static void assertAnswersOf(Load load, List<RecordingClient> clients) {
    for (RecordingClient client : clients) {
      List<Mark> heard = marks(load, client);
      for (Sent sent : load.publisher().sent()) {
        if (sent.outcome() == Outcome.ACKNOWLEDGED) {
          assertThat(heard).contains(sent.mark());
        } else {
          assertThat(heard).doesNotContain(sent.mark());
        }
      }
    }
  }

  private static int connections(List<RecordingClient> clients) {
    return clients.stream().mapToInt(RecordingClient::connections).sum();
  }

  private static void assertExactlyOnce(String what, Load load, List<RecordingClient> clients) {
    HistoryChecker checker =
        new HistoryChecker(Promise.EXACTLY_ONCE).published(load.publisher().sent());
    clients.forEach(c -> checker.received(c.name(), marks(load, c)));
    Verdict verdict = checker.check();
    verdict.assertHolds();
    System.out.println(what + ", undisturbed clients: " + verdict);
  }

  private static void assertAtMostOnce(String what, Load load, List<RecordingClient> clients) {
    HistoryChecker checker =
        new HistoryChecker(Promise.LOSS_COUNTED).published(load.publisher().sent());
    clients.forEach(c -> checker.received(c.name(), marks(load, c)));
    Verdict verdict = checker.check();
    verdict.assertHolds();
    System.out.println(
        what + ", clients that moved: " + verdict + ", lost " + verdict.count(Kind.LOST));
  }

  private static List<Mark> marks(Load load, RecordingClient client) {
    String name = load.publisher().sent().get(0).mark().publisher();
    return client.marks().stream().filter(m -> m.publisher().equals(name)).toList();
  }
}
