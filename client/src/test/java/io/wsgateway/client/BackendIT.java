package io.wsgateway.client;

import static io.wsgateway.client.Waiting.failure;
import static io.wsgateway.client.Waiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.wsgateway.client.GatewayException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a backend can do, with this library in the test's JVM and a gateway as a process. */
final class BackendIT {
  private static final List<GatewayEvent> EVENTS = new CopyOnWriteArrayList<>();

  private static TestCluster cluster;
  private static GatewayProcess process;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    cluster = SharedGateway.get().cluster();
    process = SharedGateway.get().process();
    gateway = result(Gateway.join(options()));
    gateway.onMessage(BackendIT::answer).onEvent(EVENTS::add);
  }

  @AfterAll
  static void end() {
    result(gateway.close());
  }

  private static GatewayOptions options() {
    return new GatewayOptions()
        .setCluster(cluster.name())
        .setMembers(cluster.places().get(0).member())
        .setSilentSeconds(TestCluster.SILENT_SECONDS);
  }

  private static void answer(ClientMessage message) {
    switch (message.text()) {
      case "bad" -> message.fail(422, "bad order");
      case "who" -> message.reply(message.client());
      default -> message.reply("you said " + message.text());
    }
  }

  /** A client that this backend hears, and its id. */
  private static TestClient client(CompletableFuture<String> id) throws InterruptedException {
    TestClient client = Asking.until(process, "hello", "you said hello");
    client.send("who");
    id.complete(client.next());
    return client;
  }

  @Test
  void manyUnawaitedPublicationsArriveInOrder() throws Exception {
    try (TestClient news = process.connect("/news")) {
      List<Future<Published>> published = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        published.add(gateway.publish("news:all", new JsonObject().put("n", i)));
      }
      for (int i = 0; i < 3000; i++) {
        assertThat(new JsonObject(news.next()).getInteger("n")).isEqualTo(i);
      }
      published.forEach(future -> assertThat(result(future).unconfirmed()).isZero());
    }
  }

  @Test
  void aRefusalNamesItsReason() {
    GatewayException failure = failure(gateway.publish("nowhere:x", "hello"));
    assertThat(failure.reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(failure.code()).isEqualTo(404);
    assertThat(failure(gateway.publish("news:all", "x".repeat(70_000))).reason())
        .isEqualTo(Reason.TOO_LARGE);
    assertThat(failure(gateway.publish("", "hello")).reason()).isEqualTo(Reason.BAD_REQUEST);
    assertThat(failure(gateway.broadcast("/nothing", "hello")).reason())
        .isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void everybodyHearsABroadcastAndOneEndpointItsOwn() throws Exception {
    try (TestClient one = process.connect("/ws");
        TestClient two = process.connect("/news")) {
      result(gateway.broadcast("all"));
      result(gateway.broadcast("/news", "news"));
      result(gateway.publish("chat", "chat", Map.of("language", "en")));
      assertThat(one.next()).isEqualTo("all");
      assertThat(one.next()).isEqualTo("chat");
      assertThat(two.next()).isEqualTo("all");
      assertThat(two.next()).isEqualTo("news");
    }
  }

  @Test
  void aClientHearsWhyItsMessageWasRefusedAndStays() throws Exception {
    try (TestClient client = client(new CompletableFuture<>())) {
      client.send("bad");
      assertThat(new JsonObject(client.next()))
          .isEqualTo(new JsonObject("{\"error\":{\"code\":422,\"message\":\"bad order\"}}"));
      client.send("good");
      assertThat(client.next()).isEqualTo("you said good");
    }
  }

  @Test
  void sendsToOneClientAndClosesIt() throws Exception {
    CompletableFuture<String> id = new CompletableFuture<>();
    try (TestClient client = client(id);
        TestClient other = process.connect("/orders")) {
      result(gateway.send(id.join(), "for you"));
      assertThat(client.next()).isEqualTo("for you");
      result(gateway.disconnect(id.join(), 3001, "that is all"));
      assertThat(client.closed()).isEqualTo("3001 that is all");
      await()
          .untilAsserted(
              () ->
                  assertThat(failure(gateway.send(id.join(), "too late")).reason())
                      .isEqualTo(Reason.NOT_FOUND));
      assertThat(other.poll()).isNull();
      assertThat(other.isClosed()).isFalse();
    }
  }

  @Test
  void hearsOfClientsComingAndGoing() throws Exception {
    CompletableFuture<String> id = new CompletableFuture<>();
    client(id).close();
    for (String event : List.of("connected", "disconnected")) {
      await()
          .atMost(java.time.Duration.ofSeconds(Waiting.LIMIT_SECONDS))
          .until(
              () ->
                  EVENTS.stream()
                      .anyMatch(e -> e.event().equals(event) && e.client().equals(id.join())));
    }
  }

  @Test
  void theClusterTellsWhatAMemberConsumes() {
    Bus bus = result(new ClusterJoiner(options().copy()).join());
    try {
      bus.consume("test.heard", message -> {});
      await()
          .atMost(java.time.Duration.ofSeconds(Waiting.LIMIT_SECONDS))
          .until(() -> bus.isRegistered(Set.of("test.heard")).toCompletableFuture().get());
      assertThat(bus.isRegistered(Set.of("test.heard", "test.not")).toCompletableFuture().join())
          .isFalse();
    } finally {
      result(bus.leave());
    }
  }

  @Test
  void tellsThatTheGatewayDoesNotReachIt() {
    GatewayException failure =
        failure(Gateway.join(options().setClusterPublicHost("127.0.0.1").setClusterPublicPort(1)));
    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(failure)
        .hasMessageContaining("its answer does not reach this backend at 127.0.0.1:1")
        .hasMessageContaining("set clusterPublicHost");
  }
}
