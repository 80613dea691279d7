package io.wsgateway.protocol.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.Hs256;
import io.wsgateway.support.Logs;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.TestBackend;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a client's token means behind the door, with tokens as an application mints them. */
final class TokenEndpointIT {
  private static final Hs256 KEY = Hs256.KEY;
  private static final String CONFIG =
      """
      auth: {refuseHoldMillis: 20, tokenInQuery: true, jwt: {leewaySeconds: 0, keys: [{alg: HS256, secret: %s}]}}
      events: {send: [connected, disconnected]}
      channels: {namespaces: {user: {}, room: {}}}
      endpoints:
        - {path: /own, channel: "user:{user}", auth: token, welcome: "Hello {user} {message}", reply: "{user} said {message}"}
        - {path: "/rooms/{room}", channel: "room:{room}-{user}", auth: token}
        - {path: /forward, channel: chat, auth: token, onMessage: forward, logMessages: true}
      """
          .formatted(KEY.secret());

  private static RunningCluster cluster;
  private static TestBackend backend;
  private static List<Message<String>> inbound;
  private static List<Message<JsonObject>> events;

  @BeforeAll
  static void start() {
    cluster = RunningCluster.of(2, CONFIG);
    backend = TestBackend.join(cluster);
    // Before the first client: an address without consumer is not tried again for a second.
    inbound = hear("gateway.inbound");
    events = hear("gateway.events");
  }

  @AfterAll
  static void stop() {
    backend.close();
    cluster.close();
  }

  private static PlainClient client(int node, String path, String token) throws Exception {
    return PlainClient.connect(
        cluster.node(node).ws(path), builder -> builder.subprotocols("bearer", token));
  }

  private static <T> List<Message<T>> hear(String address) {
    List<Message<T>> heard = new CopyOnWriteArrayList<>();
    MessageConsumer<T> consumer = backend.eventBus().consumer(address, heard::add);
    consumer.completion().toCompletionStage().toCompletableFuture().join();
    return heard;
  }

  @Test
  void eachUserHasAChannelOfTheirOwnOnEveryNode() throws Exception {
    try (PlainClient alice = client(0, "/own", KEY.user("alice"));
        PlainClient away = client(1, "/own", KEY.user("alice"));
        PlainClient bob = client(0, "/own", KEY.user("b:ob"))) {
      assertThat(alice.subprotocol()).isEqualTo("bearer");
      assertThat(alice.next()).isEqualTo("Hello alice {message}");
      assertThat(away.next()).isEqualTo("Hello alice {message}");
      assertThat(bob.next()).isEqualTo("Hello b:ob {message}");
      cluster.node(1).api("publish", "{\"channel\":\"user:alice\",\"data\":\"for alice\"}");
      assertThat(alice.next()).isEqualTo("\"for alice\"");
      assertThat(away.next()).isEqualTo("\"for alice\"");
      bob.send("{user}");
      assertThat(bob.next(2)).containsExactlyInAnyOrder("{user}", "b:ob said {user}");
      assertThat(alice.hasMore()).isFalse();
      cluster.node(1).api("publish", "{\"channel\":\"user:b:ob\",\"data\":1}");
      assertThat(bob.next()).isEqualTo("1");
    }
  }

  @Test
  void aUserThatIsNamedLikeAPlaceholderIsJustAName() throws Exception {
    try (PlainClient client = client(0, "/rooms/blue", KEY.user("{room}"))) {
      cluster.node(0).api("publish", "{\"channel\":\"room:blue-{room}\",\"data\":1}");
      assertThat(client.next()).isEqualTo("1");
    }
  }

  @Test
  void backendsAndTheLogLearnTheUserAndNobodyTheToken() throws Exception {
    String token = KEY.user("carol");
    String expired = KEY.until("old", 1000);
    try (Logs logs = new Logs("ROOT")) {
      try (PlainClient client = client(0, "/forward", token)) {
        client.send("question");
        await().until(() -> !inbound.isEmpty());
        client.close(1000, "");
        client.closed();
      }
      try (PlainClient old = PlainClient.connect(cluster.node(0).ws("/forward?token=" + expired))) {
        assertThat(old.closed()).isEqualTo("4401 the token has expired");
      }
      await().until(() -> events.stream().anyMatch(e -> isOf(e, "disconnected")));
      assertThat(inbound.get(0).headers().get("user")).isEqualTo("carol");
      assertThat(events).anyMatch(event -> isOf(event, "connected"));
      for (String logged : List.of("client.connected", "client.message", "client.disconnected")) {
        await()
            .until(
                () ->
                    logs.lines().stream()
                        .anyMatch(l -> l.contains(logged) && l.contains("user=\"carol\"")));
      }
      String signature = token.substring(token.lastIndexOf('.') + 1);
      String other = expired.substring(expired.lastIndexOf('.') + 1);
      assertThat(logs.lines()).noneMatch(line -> line.contains(signature) || line.contains(other));
    }
    assertThat(cluster.node(0).management("/metrics").body()).doesNotContain("carol", "eyJ");
  }

  private static boolean isOf(Message<JsonObject> event, String kind) {
    return event.body().getString("event").equals(kind)
        && event.body().getString("user").equals("carol");
  }

  @Test
  void aConnectionEndsWithItsToken() throws Exception {
    long soon = Instant.now().getEpochSecond() + 2;
    try (PlainClient client = client(0, "/own", KEY.until("dave", soon));
        PlainClient other = client(0, "/own", KEY.user("dave"))) {
      assertThat(client.next()).startsWith("Hello dave");
      assertThat(client.closed()).isEqualTo("4401 token expired");
      assertThat(Instant.now().getEpochSecond()).isGreaterThanOrEqualTo(soon);
      other.send("still here");
      assertThat(other.next(3)).contains("still here");
    }
    try (PlainClient client = client(0, "/own", KEY.until("dave", soon))) {
      assertThat(client.closed()).isEqualTo("4401 the token has expired");
    }
  }

  @Test
  void aTokenSignedByAnotherIsInvalid() throws Exception {
    Hs256 other = new Hs256("another-secret-of-a-test-of-32-bytes-or-more");
    try (PlainClient client = client(0, "/own", other.user("alice"))) {
      assertThat(client.closed()).isEqualTo("1008 the token is not valid here");
    }
  }
}
