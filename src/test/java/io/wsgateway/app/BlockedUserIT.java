package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.wsgateway.backend.UserCalls;
import io.wsgateway.kit.Hs256;
import io.wsgateway.support.Logs;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.RunningGateway;
import io.wsgateway.support.TestBackend;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A user that is blocked or disconnected on one node of a cluster, and the nodes that join later.
 */
final class BlockedUserIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Hs256 KEY = Hs256.KEY;
  private static final String OUT = "1008 the user is blocked";
  private static final String REFUSED = "1008 this user is blocked";
  private static final String CONFIG =
      """
      api: {port: 0, keys: [{name: t, key: %s, scopes: [read, publish, manage]}]}
      auth: {refuseHoldMillis: 20, jwt: {keys: [{alg: HS256, secret: %s}]}}
      channels: {namespaces: {user: {}}}
      limits: {blockedUsers: 5}
      endpoints:
        - {path: /own, channel: "user:{user}", auth: token, frames: json}
        - {path: /open, channel: chat}
      """
          .formatted(RunningGateway.KEY, KEY.secret());

  private static RunningCluster cluster;

  @BeforeAll
  static void start() {
    cluster = RunningCluster.of(2, CONFIG);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static PlainClient client(RunningGateway node, String user) throws Exception {
    return PlainClient.connect(
        node.ws("/own"), builder -> builder.subprotocols("bearer", KEY.user(user)));
  }

  private static PlainClient inside(RunningGateway node, String user) throws Exception {
    PlainClient client = client(node, user);
    assertThat(client.next()).contains("epoch");
    return client;
  }

  private static String call(RunningGateway node, String method, String body) throws Exception {
    return node.api(method, body).body();
  }

  private static void block(RunningGateway node, String user, int seconds) throws Exception {
    assertThat(call(node, "block", "{\"user\":\"" + user + "\",\"seconds\":" + seconds + "}"))
        .isEqualTo("{\"result\":{}}");
  }

  private static void assertRefused(RunningGateway node, String user) throws Exception {
    try (PlainClient client = client(node, user)) {
      assertThat(client.closed()).isEqualTo(REFUSED);
    }
  }

  private static boolean isLetIn(RunningGateway node, String user) throws Exception {
    try (PlainClient client = client(node, user)) {
      await().atMost(SOON).until(() -> client.hasMore() || client.isClosed());
      return client.hasMore();
    }
  }

  @Test
  void isOutOnAllNodesAndComesBackWhenItIsUnblocked() throws Exception {
    double before = cluster.node(1).metric("gateway_blocked_closes_total");
    try (PlainClient here = inside(cluster.node(0), "alice");
        PlainClient there = inside(cluster.node(1), "alice");
        PlainClient second = inside(cluster.node(1), "alice");
        PlainClient other = inside(cluster.node(1), "alice2");
        PlainClient anonymous = PlainClient.connect(cluster.node(1).ws("/open"))) {
      block(cluster.node(0), "alice", 600);
      assertThat(here.closed()).isEqualTo(OUT);
      assertThat(there.closed()).isEqualTo(OUT);
      assertThat(second.closed()).isEqualTo(OUT);
      for (RunningGateway node : cluster.nodes()) {
        assertRefused(node, "alice");
        assertThat(node.metric("gateway_blocked_users")).isGreaterThanOrEqualTo(1);
      }
      assertThat(cluster.node(1).metric("gateway_blocked_closes_total") - before).isEqualTo(2);
      assertThat(cluster.node(1).metric("gateway_handshakes_total{outcome=\"user_blocked\"}"))
          .isGreaterThanOrEqualTo(1);
      cluster.node(0).api("publish", "{\"channel\":\"user:alice2\",\"data\":1}");
      assertThat(other.next()).contains("\"data\":1");
      cluster.node(0).api("publish", "{\"channel\":\"chat\",\"data\":2}");
      assertThat(anonymous.next()).isEqualTo("2");
    }
    block(cluster.node(1), "alice", 0);
    for (RunningGateway node : cluster.nodes()) {
      inside(node, "alice").close();
    }
  }

  @Test
  void theAnswerAboutAChannelSaysIt() throws Exception {
    String ask = "{\"channel\":\"chat\",\"action\":\"subscribe\",\"user\":\"eve\"}";
    block(cluster.node(0), "eve", 600);
    JsonObject answer =
        new JsonObject(call(cluster.node(1), "explain", ask)).getJsonObject("result");
    assertThat(answer.getString("check")).isEqualTo("user_blocked");
    assertThat(answer.getBoolean("allowed")).isFalse();
    assertThat(answer.getString("user")).isEqualTo("eve");
    String token = ask.replace("\"user\":\"eve\"", "\"token\":\"" + KEY.user("eve") + "\"");
    assertThat(call(cluster.node(1), "explain", token)).contains("user_blocked");
    block(cluster.node(0), "eve", 0);
    assertThat(call(cluster.node(1), "explain", ask)).doesNotContain("user_blocked");
  }

  @Test
  void itIsLetInAgainWhenTheBlockEnds() throws Exception {
    block(cluster.node(0), "erin", 2);
    assertRefused(cluster.node(1), "erin");
    for (RunningGateway node : cluster.nodes()) {
      await().atMost(SOON).until(() -> isLetIn(node, "erin"));
    }
  }

  @Test
  void aNodeThatJoinsLaterRefusesItAlsoWhenTheOneThatTookTheCallIsGone() throws Exception {
    try (RunningCluster changing = RunningCluster.empty(2)) {
      RunningGateway stays = changing.start(CONFIG);
      RunningGateway called = changing.start(CONFIG);
      block(called, "mallory", 600);
      changing.stopLast();
      RunningGateway joins = changing.start(CONFIG);
      assertRefused(joins, "mallory");
      assertRefused(stays, "mallory");
      assertThat(joins.metric("gateway_blocked_users")).isEqualTo(1);
    }
  }

  @Test
  void aClientThatConnectsWhileTheBlockArrivesDoesNotStay() throws Exception {
    RunningGateway node = cluster.node(1);
    AtomicBoolean enough = new AtomicBoolean();
    List<PlainClient> clients = new ArrayList<>();
    CompletableFuture<Void> connecting =
        CompletableFuture.runAsync(
            () -> {
              while (!enough.get()) {
                try {
                  clients.add(client(node, "racer"));
                } catch (Exception e) {
                  throw new CompletionException(e);
                }
              }
            });
    await()
        .atMost(SOON)
        .until(() -> node.metric("gateway_handshakes_total{outcome=\"accepted\"}") > 5);
    block(cluster.node(0), "racer", 600);
    enough.set(true);
    connecting.join();
    assertThat(clients).isNotEmpty();
    for (PlainClient client : clients) {
      assertThat(client.closed()).startsWith("1008 ");
      client.close();
    }
    assertRefused(node, "racer");
  }

  @Test
  void disconnectingAUserClosesItsConnectionsEverywhereWithTheCodeThatIsAskedFor()
      throws Exception {
    try (PlainClient here = inside(cluster.node(0), "dave");
        PlainClient there = inside(cluster.node(1), "dave")) {
      call(cluster.node(0), "disconnect", "{\"user\":\"dave\"}");
      assertThat(here.closed()).isEqualTo("1008 disconnected");
      assertThat(there.closed()).isEqualTo("1008 disconnected");
    }
    try (PlainClient again = inside(cluster.node(1), "dave")) {
      call(
          cluster.node(0),
          "disconnect",
          "{\"user\":\"dave\",\"disconnect\":{\"code\":3500,\"reason\":\"bye\"}}");
      assertThat(again.closed()).isEqualTo("3500 bye");
    }
    try (PlainClient stays = inside(cluster.node(1), "dave")) {
      assertThat(call(cluster.node(0), "disconnect", "{\"user\":\"dave\",\"client\":\"x-y\"}"))
          .isEqualTo("{\"result\":{}}");
      cluster.node(0).api("publish", "{\"channel\":\"user:dave\",\"data\":1}");
      assertThat(stays.next()).contains("\"data\":1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "block | {} | 107 | user is required",
        "block | {\"user\":\"a\"} | 107 | seconds is required",
        "block | {\"user\":\"a\",\"seconds\":-1} | 107 | seconds must be 0 to",
        "block | {\"user\":\"a\",\"seconds\":2592001} | 107 | seconds must be 0 to 2592000",
        "block | {\"user\":\"a b\",\"seconds\":1} | 107 | printable ASCII",
        "disconnect | {} | 107 | user or client is required",
        "disconnect | {\"user\":\"\",\"client\":\"\"} | 107 | user or client is required",
        "disconnect | {\"user\":\"a b\"} | 107 | printable ASCII",
        "disconnect | {\"user\":\"a\",\"disconnect\":{\"code\":1002}} | 107 | the close code must be",
        "disconnect | {\"user\":\"a\",\"session\":\"s\"} | 108 | not available",
      })
  void whatIsWrongWithACallIsSaid(String method, String body, int code, String message)
      throws Exception {
    JsonObject error = new JsonObject(call(cluster.node(0), method, body)).getJsonObject("error");
    assertThat(error.getInteger("code")).isEqualTo(code);
    assertThat(error.getString("message")).contains(message);
  }

  @Test
  void aUserWithTooLongANameOrANumberThatIsNoneIsRefused() throws Exception {
    String name = "u".repeat(129);
    assertThat(call(cluster.node(0), "block", "{\"user\":\"" + name + "\",\"seconds\":1}"))
        .contains("107", "1 to 128");
    assertThat(
            cluster.node(0).api("block", "{\"user\":\"a\",\"seconds\":99999999999}").statusCode())
        .isEqualTo(400);
    assertThat(cluster.node(0).api("block", "{\"user\":7,\"seconds\":1}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void aFullSetRefusesTheNextAndKeepsTheOthers() throws Exception {
    try (RunningGateway alone = RunningGateway.of(CONFIG)) {
      for (int i = 0; i < 5; i++) {
        block(alone, "u" + i, 600);
      }
      assertThat(call(alone, "block", "{\"user\":\"u5\",\"seconds\":600}"))
          .contains("\"code\":111", "limits.blockedUsers", "unblock others first");
      assertRefused(alone, "u0");
      inside(alone, "u5").close();
      assertThat(alone.metric("gateway_blocked_users")).isEqualTo(5);
    }
  }

  @Test
  void theStatusSaysItWhereRefusalsAreToldByStatus() throws Exception {
    try (RunningGateway alone =
        RunningGateway.of(CONFIG.replace("refuseHoldMillis: 20", "refuseBy: status"))) {
      block(alone, "alice", 600);
      assertThat(
              catchThrowableOfType(ExecutionException.class, () -> client(alone, "alice"))
                  .getCause())
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              e -> assertThat(e.getResponse().statusCode()).isEqualTo(403));
    }
  }

  /** A backend is a member of the cluster as well, but no gateway. */
  @Test
  void nobodyButGatewaysMayBlockOnTheBus() throws Exception {
    try (TestBackend backend = TestBackend.join(cluster)) {
      Buffer call =
          Buffer.buffer(new byte[] {1, 1, 1, 3, 'e', 'v', 'e', 1, 1, 0, 0, 0, 0, 0, 0, 0, 0});
      call.appendBytes(new byte[] {(byte) 0xe0, (byte) 0xd4, 3}); // 60 s
      assertThat(backend.otherNodeIds()).hasSize(2);
      for (String node : backend.otherNodeIds()) {
        Throwable refused =
            backend
                .eventBus()
                .request("gateway.control." + node, call)
                .toCompletionStage()
                .toCompletableFuture()
                .handle((reply, failure) -> failure)
                .join();
        assertThat(refused)
            .isInstanceOfSatisfying(
                ReplyException.class, e -> assertThat(e.failureCode()).isEqualTo(403));
      }
      inside(cluster.node(0), "eve").close();
      assertThat(cluster.node(0).metric("gateway_eventbus_rejected_total{reason=\"origin\"}"))
          .isGreaterThan(0);
    }
  }

  @Test
  void itIsLogged() throws Exception {
    try (Logs logs = new Logs(UserCalls.class)) {
      block(cluster.node(0), "logged", 60);
      block(cluster.node(0), "logged", 0);
      assertThat(logs.lines())
          .anySatisfy(line -> assertThat(line).contains("user.blocked", "logged", "60"))
          .anySatisfy(line -> assertThat(line).contains("user.unblocked", "logged"));
    }
  }
}
