package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.RunningGateway;
import io.wsgateway.support.TestBackend;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Messages to one client, and its end, over the bus and over HTTP, at a cluster of two nodes. */
@TestMethodOrder(OrderAnnotation.class)
final class ToOneClientIT {
  private static final String CONFIG =
      """
      limits: {messageBytes: 1000}
      endpoints:
        - {path: /ws, channel: chat}
        - {path: /forward, channel: chat, onMessage: forward}
      """;

  private static final BlockingQueue<String> senders = new LinkedBlockingQueue<>();

  private static RunningCluster cluster;
  private static TestBackend backend;

  @BeforeAll
  static void start() {
    cluster = RunningCluster.of(2, CONFIG);
    backend = TestBackend.join(cluster);
    MessageConsumer<Object> inbound =
        backend.eventBus().consumer("gateway.inbound", m -> senders.add(m.headers().get("client")));
    inbound.completion().toCompletionStage().toCompletableFuture().join();
  }

  @AfterAll
  static void stop() {
    backend.close();
    cluster.close();
  }

  /** A client and the id under which backends know it. */
  private record Known(PlainClient client, String id) implements AutoCloseable {
    @Override
    public void close() {
      client.close();
    }
  }

  private static Known connect(int node) throws Exception {
    return connect(cluster.node(node));
  }

  private static Known connect(RunningGateway node) throws Exception {
    PlainClient client = PlainClient.connect(node.ws("/forward"));
    client.send("who am I?");
    return new Known(client, senders.poll(20, TimeUnit.SECONDS));
  }

  private static void call(Object body, Map<String, String> headers) {
    assertThat(backend.request("gateway.client", body, options(headers)).body())
        .isEqualTo(new JsonObject());
  }

  private static DeliveryOptions options(Map<String, String> headers) {
    DeliveryOptions options = new DeliveryOptions();
    headers.forEach(options::addHeader);
    return options;
  }

  private static ReplyException refusal(Object body, Map<String, String> headers) {
    return backend.refusal("gateway.client", body, options(headers));
  }

  /** The bus gives the calls to the nodes in turn: each kind takes either way. */
  private static void send(Known to, Object body) {
    call(body, Map.of("client", to.id));
    call(body, Map.of("client", to.id));
  }

  @Test
  void aMessageReachesItsClientAloneFromWhicheverNodeTakesIt() throws Exception {
    try (Known one = connect(0);
        Known other = connect(1)) {
      for (Known client : List.of(one, other)) {
        send(client, "text");
        send(client, new JsonObject().put("a", 1));
        send(client, new JsonArray().add(1.5));
        send(client, Buffer.buffer(new byte[] {1, 2}));
        assertThat(client.client.next(8))
            .containsExactly(
                "text",
                "text",
                "{\"a\":1}",
                "{\"a\":1}",
                "[1.5]",
                "[1.5]",
                "binary:0102",
                "binary:0102");
      }
      assertThat(one.client.hasMore()).isFalse();
      assertThat(other.client.hasMore()).isFalse();
      assertThat(one.id).matches("[0-9a-f]{12}-[A-Za-z0-9_-]{22}");
      assertThat(one.id.substring(0, 13)).isNotEqualTo(other.id.substring(0, 13));
    }
  }

  @Test
  void whatNobodyAwaitsIsSentToo() throws Exception {
    try (Known client = connect(1)) {
      for (int i = 0; i < 4; i++) {
        backend
            .eventBus()
            .send("gateway.client", "x", new DeliveryOptions().addHeader("client", client.id));
      }
      assertThat(client.client.next(4)).containsOnly("x");
    }
  }

  @Test
  void overHttpJsonArrivesByteForByte() throws Exception {
    String json = "{ \"n\": 1.50, \"big\": 12345678901234567890, \"n\\u0061me\": null }";
    try (Known client = connect(1)) {
      for (RunningGateway node : cluster.nodes()) {
        assertThat(api(node, "send", client.id, "\"data\": " + json)).isEqualTo("{\"result\":{}}");
        assertThat(client.client.next()).isEqualTo(json);
        assertThat(api(node, "send", client.id, "\"b64data\": \"AQI=\""))
            .isEqualTo("{\"result\":{}}");
        assertThat(client.client.next()).isEqualTo("binary:0102");
      }
    }
  }

  private static String api(RunningGateway node, String method, String client, String more)
      throws Exception {
    HttpResponse<String> response =
        node.api(method, "{\"client\": \"" + client + "\", " + more + "}");
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  @Test
  void aClientIsClosedWithTheCodeAndTheWordsOfTheBackend() throws Exception {
    try (Known asked = connect(0);
        Known usual = connect(1);
        Known http = connect(0)) {
      call(null, Map.of("client", asked.id, "action", "close", "code", "4321", "reason", "bye"));
      assertThat(asked.client.closed()).isEqualTo("4321 bye");
      call("last words", Map.of("client", usual.id));
      call(null, Map.of("client", usual.id, "action", "close"));
      assertThat(usual.client.next()).isEqualTo("last words");
      assertThat(usual.client.closed()).isEqualTo("1008 disconnected");
      assertThat(
              api(
                  cluster.node(1),
                  "disconnect",
                  http.id,
                  "\"disconnect\": {\"code\": 1013, \"reason\": \"later\"}"))
          .isEqualTo("{\"result\":{}}");
      assertThat(http.client.closed()).isEqualTo("1013 later");

      for (Known gone : List.of(asked, usual, http)) {
        assertThat(refusal("x", Map.of("client", gone.id)).failureCode()).isEqualTo(404);
        assertThat(refusal(null, Map.of("client", gone.id, "action", "close")).failureCode())
            .isEqualTo(404);
        for (RunningGateway node : cluster.nodes()) {
          assertThat(api(node, "send", gone.id, "\"data\": 1"))
              .startsWith("{\"error\":{\"code\":104,");
          assertThat(api(node, "disconnect", gone.id, "\"disconnect\": {\"code\": 1008}"))
              .startsWith("{\"error\":{\"code\":104,");
        }
      }
    }
  }

  @Test
  void whatIsWrongIsAnsweredWithTheContractsCodeAtEitherNode() throws Exception {
    try (Known client = connect(1)) {
      String id = client.id;
      for (int i = 0; i < 2; i++) {
        assertThat(refusal("x", Map.of()).failureCode()).isEqualTo(400);
        assertThat(refusal("x", Map.of("client", id, "action", "shut")).failureCode())
            .isEqualTo(400);
        assertThat(
                refusal(null, Map.of("client", id, "action", "close", "code", "1002"))
                    .failureCode())
            .isEqualTo(400);
        assertThat(refusal(42, Map.of("client", id)).failureCode()).isEqualTo(400);
        assertThat(refusal("x".repeat(1001), Map.of("client", id)).failureCode()).isEqualTo(413);
        assertThat(refusal("x", Map.of("client", "nobody")).failureCode()).isEqualTo(404);
      }
      RunningGateway node = cluster.node(0);
      assertThat(api(node, "send", id, "\"data\": \"" + "x".repeat(1001) + '"'))
          .startsWith("{\"error\":{\"code\":107,");
      assertThat(api(node, "send", id, "\"no\": 1")).startsWith("{\"error\":{\"code\":107,");
      assertThat(api(node, "send", "", "\"data\": 1")).startsWith("{\"error\":{\"code\":107,");
      assertThat(api(node, "disconnect", id, "\"disconnect\": {\"code\": 1006}"))
          .startsWith("{\"error\":{\"code\":107,");
      assertThat(api(node, "send", "", "\"data\": 1, \"user\": \"42\""))
          .startsWith("{\"error\":{\"code\":108,");
      assertThat(node.api("disconnect", "{\"client\": \"x\", \"disconnect\": []}").statusCode())
          .isEqualTo(400);
      send(client, "still here");
      assertThat(client.client.next()).isEqualTo("still here");
    }
  }

  @Test
  void aPublishWouldComeOnceFromEachNodeAndIsRefused() throws Exception {
    String refused = "gateway_eventbus_rejected_total{reason=\"published\"}";
    try (Known client = connect(0)) {
      backend
          .eventBus()
          .publish("gateway.client", "twice", new DeliveryOptions().addHeader("client", client.id));
      for (RunningGateway node : cluster.nodes()) {
        await().until(() -> node.metric(refused) == 1);
      }
      call("once", Map.of("client", client.id));
      assertThat(client.client.next()).isEqualTo("once");
    }
  }

  @Test
  void aBackendThatWaitsForEachReplyKeepsItsOrderBetweenAChannelAndAClient() throws Exception {
    try (Known one = connect(0);
        Known other = connect(1)) {
      DeliveryOptions chat = new DeliveryOptions().addHeader("channel", "chat");
      List<String> ones = new ArrayList<>();
      List<String> others = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        backend.request("gateway.publish", "published " + i, chat);
        call("to one " + i, Map.of("client", one.id));
        call("to other " + i, Map.of("client", other.id));
        ones.addAll(List.of("published " + i, "to one " + i));
        others.addAll(List.of("published " + i, "to other " + i));
      }
      assertThat(one.client.next(ones.size())).isEqualTo(ones);
      assertThat(other.client.next(others.size())).isEqualTo(others);
    }
  }

  /** It ends one of the nodes. */
  @Test
  @Order(Integer.MAX_VALUE)
  void theClientsOfANodeThatLeftAreGoneAndEveryCallIsCounted() throws Exception {
    RunningGateway stays = cluster.node(0);
    String done = "gateway_client_calls_total{action=\"send\",outcome=\"done\"}";
    String gone = "gateway_client_calls_total{action=\"send\",outcome=\"gone\"}";
    double doneBefore = stays.metric(done);
    double goneBefore = stays.metric(gone);
    try (Known client = connect(1)) {
      assertThat(api(stays, "send", client.id, "\"data\": 1")).isEqualTo("{\"result\":{}}");
      assertThat(client.client.next()).isEqualTo("1");
      cluster.stopLast();
      await()
          .untilAsserted(
              () ->
                  assertThat(api(stays, "send", client.id, "\"data\": 1"))
                      .startsWith("{\"error\":{\"code\":104,"));
    }
    assertThat(stays.metric(done)).isEqualTo(doneBefore + 1);
    assertThat(stays.metric(gone)).isGreaterThan(goneBefore);
  }
}
