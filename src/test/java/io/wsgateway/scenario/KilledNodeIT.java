package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.Fault;
import io.wsgateway.kit.Finding.Kind;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.HistoryChecker;
import io.wsgateway.kit.HistoryChecker.Promise;
import io.wsgateway.kit.Mark;
import io.wsgateway.kit.Publisher;
import io.wsgateway.kit.Reconnect;
import io.wsgateway.kit.RecordingClient;
import io.wsgateway.kit.Sent.Outcome;
import io.wsgateway.kit.TcpBalancer;
import io.wsgateway.kit.Verdict;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The whole kit on real processes: a node is killed under load, a fresh one that knows nothing of
 * it takes over, clients come back through the balancer, and nothing arrives twice.
 */
class KilledNodeIT {
  private static final int CLIENTS = 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String KEY = "a-key-for-this-test-of-thirty-two-bytes";
  private static final String CONFIG =
      """
      endpoints:
        - path: /ws
          channel: news
          onMessage: ignore
      api:
        keys:
          - { name: test, key: %s, scopes: [publish] }
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

  @Test
  void clientsComeBackToAnotherNodeAndNothingArrivesTwice() throws Exception {
    GatewayProcess first = node("first");
    TcpBalancer balancer = TcpBalancer.over(first.httpPort());
    opened.add(balancer);
    URI uri = URI.create("ws://127.0.0.1:" + balancer.port() + "/ws");
    List<RecordingClient> clients =
        IntStream.range(0, CLIENTS)
            .mapToObj(i -> RecordingClient.to(http, "client-" + i, uri, Reconnect.soon()))
            .toList();
    opened.addAll(clients);
    clients.forEach(client -> client.awaitConnections(1));

    AtomicReference<GatewayProcess> target = new AtomicReference<>(first);
    Publisher publisher =
        new Publisher(
            "orders",
            "news",
            http,
            () -> target.get().management("/api/publish"),
            KEY,
            false,
            Duration.ofSeconds(5));
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> publishing =
        CompletableFuture.runAsync(() -> publish(publisher, enough));
    await().atMost(LIMIT).until(() -> publisher.count(Outcome.ACKNOWLEDGED) >= 50);

    GatewayProcess second = node("second");
    balancer.use(first.httpPort(), second.httpPort());
    Fault fault =
        new Fault("kill -9 of the only node")
            .shownBy("the publisher's retries", publisher::retries)
            .shownBy("connections refused", () -> balancer.refused(first.httpPort()))
            .shownBy(
                "reconnects", () -> clients.stream().mapToInt(RecordingClient::connections).sum());
    first.kill();
    assertThat(first.awaitExit(LIMIT)).isEqualTo(137);
    fault.awaitShown(LIMIT);
    target.set(second);

    clients.forEach(client -> client.awaitConnections(2));
    long reached = publisher.sent().size();
    await().atMost(LIMIT).until(() -> publisher.sent().size() >= reached + 50);
    enough.set(true);
    publishing.join();
    Mark last = publisher.sent().get(publisher.sent().size() - 1).mark();
    await()
        .atMost(LIMIT)
        .until(() -> clients.stream().allMatch(client -> client.marks().contains(last)));

    HistoryChecker checker = new HistoryChecker(Promise.LOSS_COUNTED).published(publisher.sent());
    clients.forEach(client -> checker.received(client.name(), client.marks()));
    Verdict verdict = checker.check();
    verdict.assertHolds();
    assertThat(clients)
        .allSatisfy(
            client -> {
              assertThat(client.disconnects().get(0).code()).isEqualTo(1006);
              assertThat(client.received()).anyMatch(message -> message.connection() == 1);
            });
    System.out.println(verdict + ", lost " + verdict.count(Kind.LOST));
  }

  private static void publish(Publisher publisher, AtomicBoolean enough) {
    while (!enough.get()) {
      try {
        publisher.publishNext();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private GatewayProcess node(String name) throws Exception {
    GatewayProcess process = GatewayProcess.named(name).config(CONFIG).start();
    opened.add(process);
    return process.awaitReady();
  }
}
