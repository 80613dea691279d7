package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.support.PollClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Polling clients of two nodes as processes, one of which is killed. */
final class PollFaultsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String CONFIG =
      """
      endpoints: [{path: /ws, channel: news, onMessage: publish, welcome: hi}]
      keepAlive: {pingSeconds: 2}
      """;

  private final HttpClient http = HttpClient.newHttpClient();

  private void send(int port, String text) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(PollClient.address(port, "/ws"))
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(text))
            .build();
    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(204);
  }

  @Test
  void whoseNodeIsKilledStartsAgain() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.of(2, 0, CONFIG)) {
      int[] ports = cluster.httpPorts();
      PollClient client = new PollClient(ports, "/ws");
      assertThat(client.open()).isEqualTo(new JsonArray().add("hi"));
      List<Object> expected = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        send(ports[1], "m" + i);
        expected.add("m" + i);
      }
      assertThat(client.next(20)).isEqualTo(expected);

      PollClient survivor = new PollClient(new int[] {ports[1]}, "/ws");
      CompletableFuture<HttpResponse<String>> parked = survivor.ask(client.cursor());
      cluster.node(0).kill();
      await()
          .atMost(LIMIT)
          .until(
              () -> {
                HttpResponse<String> answer = survivor.ask(client.cursor()).join();
                return answer.statusCode() == 410
                    && new JsonObject(answer.body()).getString("code").equals("poll_gone");
              });
      // Not after its own time-out: the node has left.
      assertThat(parked.get(LIMIT.toSeconds(), TimeUnit.SECONDS).statusCode())
          .isIn(204, 409, 410, 503);
      assertThat(survivor.open()).isEqualTo(new JsonArray().add("hi"));
      send(ports[1], "again");
      assertThat(survivor.next(1)).containsExactly("again");
    }
  }
}
