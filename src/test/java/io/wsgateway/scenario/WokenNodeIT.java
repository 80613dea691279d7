package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.Disconnect;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.HealthyNodes;
import io.wsgateway.kit.Mark;
import io.wsgateway.kit.Publisher;
import io.wsgateway.kit.Reconnect;
import io.wsgateway.kit.RecordingClient;
import io.wsgateway.kit.Sent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One of three nodes is stopped until the others have given it up, and goes on. */
final class WokenNodeIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Longer than the time-out of these nodes, which is 5 s. */
  private static final Duration PAUSE = Duration.ofSeconds(8);

  private static final int TRIES = 40;

  private final HttpClient http = HttpClient.newHttpClient();

  private RecordingClient client(GatewayProcess node, String name) {
    return RecordingClient.to(http, name, node.socket("/ws"), Reconnect.never())
        .awaitConnections(1);
  }

  private Publisher publisher(String name, GatewayProcess node) {
    return new Publisher(
        name, "news", http, () -> node.management("/api/publish"), HealthyNodes.KEY, false, LIMIT);
  }

  private CompletableFuture<HttpResponse<String>> get(URI from) {
    return http.sendAsync(HttpRequest.newBuilder(from).build(), BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> publish(GatewayProcess node, Mark mark) {
    return http.sendAsync(
        HttpRequest.newBuilder(node.management("/api/publish"))
            .header("X-API-Key", HealthyNodes.KEY)
            .header("X-Centrifugo-Error-Mode", "transport")
            .POST(
                BodyPublishers.ofString(
                    new JsonObject().put("channel", "news").put("data", mark.toString()).encode()))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void itKnowsItAndSendsItsClientsAwayAndAcknowledgesNothingThatNobodyHears() throws Exception {
    try (GatewayCluster cluster =
        GatewayCluster.of(3, 0, HealthyNodes.CONFIG, "-Dws-gateway.test.silentSeconds=5")) {
      GatewayProcess healthy = cluster.node(0);
      GatewayProcess woken = cluster.node(2);
      List<RecordingClient> here =
          IntStream.range(0, 5).mapToObj(i -> client(woken, "here-" + i)).toList();
      List<RecordingClient> elsewhere =
          List.of(client(healthy, "at-0"), client(cluster.node(1), "at-1"));
      Publisher before = publisher("before", healthy).publish(20);
      here.forEach(client -> client.awaitReceived(20));

      woken.pause();
      Publisher meanwhile = publisher("meanwhile", healthy).publish(50);
      // These wait in its kernel: it reads them in the first milliseconds after it goes on.
      Map<Mark, CompletableFuture<HttpResponse<String>>> tries = new LinkedHashMap<>();
      for (int i = 1; i <= TRIES; i++) {
        Mark mark = new Mark("woken", i);
        tries.put(mark, publish(woken, mark));
      }
      CompletableFuture<HttpResponse<String>> ready = get(woken.management("/health/ready"));
      RecordingClient upgrade =
          RecordingClient.to(http, "upgrade", woken.socket("/ws"), Reconnect.never());
      await("the others to give it up")
          .pollDelay(PAUSE)
          .atMost(LIMIT)
          .until(() -> healthy.metric(http, "gateway_cluster_members") == 2);

      woken.resume();
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(here).allMatch(c -> !c.disconnects().isEmpty()));
      assertThat(here.stream().flatMap(c -> c.disconnects().stream()))
          .extracting(Disconnect::code)
          .containsOnly(1012);
      assertThat(here.stream().flatMap(c -> c.disconnects().stream()))
          .allMatch(d -> d.reason().matches("paused retry-ms=\\d+"));
      assertThat(ready.join().statusCode()).isEqualTo(503);
      assertThat(ready.join().body()).contains("awake", "this node was paused");
      assertThat(upgrade.connections()).as("an upgrade that waited in the kernel").isZero();

      await()
          .atMost(LIMIT)
          .until(() -> get(woken.management("/health/ready")).join().statusCode() == 200);
      assertThat(healthy.metric(http, "gateway_pauses_total")).isZero();
      assertThat(woken.metric(http, "gateway_pauses_total")).isEqualTo(1);
      assertThat(woken.metric(http, "gateway_waking")).isZero();
      assertThat(woken.output()).contains("event=node.woke", "event=node.recovered");

      Publisher after = publisher("after", woken).publish(20);
      RecordingClient back = client(woken, "back");
      Publisher last = publisher("last", healthy).publish(1);
      back.awaitReceived(1);
      List<Mark> acknowledged = new ArrayList<>();
      for (Publisher publisher : List.of(before, meanwhile, after, last)) {
        assertThat(publisher.count(Sent.Outcome.ACKNOWLEDGED)).isEqualTo(publisher.sent().size());
        publisher.sent().forEach(sent -> acknowledged.add(sent.mark()));
      }
      List<Integer> statuses = new ArrayList<>();
      tries.forEach(
          (mark, reply) -> {
            statuses.add(reply.join().statusCode());
            if (reply.join().statusCode() == 200) {
              acknowledged.add(mark);
            }
          });
      System.out.println("tried while it stood still: " + statuses);
      assertThat(statuses).containsOnly(503);
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(elsewhere)
                      .allSatisfy(
                          c ->
                              assertThat(c.marks())
                                  .containsExactlyInAnyOrderElementsOf(acknowledged)));
      List<Mark> old = before.sent().stream().map(Sent::mark).toList();
      assertThat(here).allSatisfy(c -> assertThat(c.marks()).containsExactlyElementsOf(old));
    }
  }
}
