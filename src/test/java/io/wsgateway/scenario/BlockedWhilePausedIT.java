package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.Freeze;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.Hs256;
import io.wsgateway.support.PlainClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A user is blocked while one of three nodes stands still for longer than the time-out of these
 * nodes, which is 5 s.
 */
final class BlockedWhilePausedIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String KEY = "a-key-for-this-test-of-thirty-two-bytes";
  private static final String CONFIG =
      """
      auth: {refuseHoldMillis: 20, %s}
      channels: {namespaces: {user: {}}}
      endpoints: [{path: /own, channel: "user:{user}", auth: token, frames: json}]
      api: {keys: [{name: test, key: %s, scopes: [manage]}]}
      drain: {windowSeconds: 1}
      keepAlive: {closeSeconds: 1}
      """
          .formatted(Hs256.KEY.yaml(), KEY);

  private final HttpClient http = HttpClient.newHttpClient();

  private JsonObject block(GatewayProcess node, String user) throws Exception {
    return block(node, user, 600);
  }

  private JsonObject block(GatewayProcess node, String user, int seconds) throws Exception {
    return new JsonObject(http.send(request(node, user, seconds), BodyHandlers.ofString()).body());
  }

  private static HttpRequest request(GatewayProcess node, String user, int seconds) {
    String body = new JsonObject().put("user", user).put("seconds", seconds).encode();
    return HttpRequest.newBuilder(node.management("/api/block"))
        .header("X-API-Key", KEY)
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static PlainClient client(GatewayProcess node, String user) throws Exception {
    return PlainClient.connect(
        node.socket("/own"), builder -> builder.subprotocols("bearer", Hs256.KEY.user(user)));
  }

  @Test
  void itIsOutOnThePausedNodeAsWellWhichMustConfirmAsLongAsItIsAMember() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.of(3, 0, CONFIG, Freeze.SHORT)) {
      GatewayProcess healthy = cluster.node(0);
      GatewayProcess paused = cluster.node(2);
      List<PlainClient> before = new ArrayList<>();
      for (GatewayProcess node : cluster.nodes()) {
        before.add(client(node, "mallory"));
        assertThat(before.get(before.size() - 1).next()).contains("epoch");
      }

      paused.pause();
      // Both calls at once: each waits 5 s for the paused node, which the others may have given up
      // by then. This one waits in the kernel of the paused node, which reads it when it has ended.
      long began = System.nanoTime();
      CompletableFuture<HttpResponse<String>> peggy =
          http.sendAsync(request(healthy, "peggy", 15), BodyHandlers.ofString());
      JsonObject unconfirmed = block(healthy, "mallory").getJsonObject("error");
      assertThat(unconfirmed).isNotNull();
      assertThat(unconfirmed.getInteger("code")).isEqualTo(100);
      assertThat(unconfirmed.getString("message"))
          .contains("not every node has confirmed (missing: node2)", "repeat the call");
      assertThat(peggy.get(60, TimeUnit.SECONDS).body()).contains("(missing: node2)");
      assertThat(before.get(0).closed()).isEqualTo("1008 the user is blocked");
      assertThat(before.get(1).closed()).isEqualTo("1008 the user is blocked");
      await("the others to give it up")
          .atMost(LIMIT)
          .until(() -> healthy.metric(http, "gateway_cluster_members") == 2);
      // Another user, of whom no request waits in the kernel of the paused node.
      assertThat(block(healthy, "trudy")).isEqualTo(new JsonObject("{\"result\":{}}"));

      await("the end of the block")
          .atMost(LIMIT)
          .until(() -> System.nanoTime() - began > Duration.ofSeconds(15).toNanos());
      paused.resume();
      List<String> ends = new ArrayList<>();
      await("the paused node to refuse as a node in service")
          .atMost(LIMIT)
          .until(() -> attempt(paused, "trudy", ends).equals("1008 this user is blocked"));
      System.out.println("a blocked user at the node that goes on: " + ends);
      assertThat(ends)
          .allMatch(end -> end.equals("503") || end.equals("1008 this user is blocked"));
      try (PlainClient mallory = client(paused, "mallory")) {
        assertThat(mallory.closed()).isEqualTo("1008 this user is blocked");
      }
      assertThat(attempt(paused, "peggy", new ArrayList<>())).isEqualTo("let in");
      assertThat(before.get(2).closed()).matches("1012 paused.*|1008 the user is blocked");
      before.forEach(PlainClient::close);
    }
  }

  /** Connects once; how that ended. */
  private static String attempt(GatewayProcess node, String user, List<String> ends)
      throws Exception {
    String end;
    try (PlainClient client = client(node, user)) {
      await().atMost(LIMIT).until(() -> client.hasMore() || client.isClosed());
      end = client.hasMore() ? "let in" : client.closed();
    } catch (ExecutionException e) {
      end =
          e.getCause() instanceof WebSocketHandshakeException refused
              ? Integer.toString(refused.getResponse().statusCode())
              : String.valueOf(e.getCause());
    }
    ends.add(end);
    return end;
  }
}
