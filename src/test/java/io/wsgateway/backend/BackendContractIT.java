package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.support.NodesAndBackend;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.TestBackend;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every address of the contract, between a backend and a cluster of two nodes. */
final class BackendContractIT {
  private static final String CONFIG =
      """
      limits: {messageBytes: 1000}
      events: {send: [connected, subscribed, disconnected, nodeLost]}
      channels: {namespaces: {room: {}}}
      endpoints:
        - {path: /ws, channel: chat}
        - {path: "/rooms/{room}", channel: "room:{room}"}
        - {path: /forward, channel: chat, onMessage: forward}
        - {path: /ask, channel: chat, onMessage: forward, awaitReply: true}
        - {path: /close, channel: chat, onMessage: forward, awaitReply: true, onFail: close}
        - {path: /own, channel: chat, onMessage: forward, awaitReply: true, affinity: client}
        - {path: /nobody, channel: chat, onMessage: forward, awaitReply: true}
      """;

  @RegisterExtension static final NodesAndBackend NODES = new NodesAndBackend(CONFIG);

  private static PlainClient client(int node, String path) throws Exception {
    return PlainClient.connect(NODES.node(node).ws(path));
  }

  private static ReplyException refusal(String address, Object body, Map<String, String> headers) {
    DeliveryOptions options = new DeliveryOptions();
    headers.forEach(options::addHeader);
    return NODES.backend().refusal(address, body, options);
  }

  private static <T> MessageConsumer<T> consume(String address, Function<T, Object> answer) {
    MessageConsumer<T> consumer =
        NODES
            .backend()
            .eventBus()
            .consumer(
                address,
                message -> {
                  Object reply = answer.apply(message.body());
                  if (message.replyAddress() != null) {
                    message.reply(reply);
                  }
                });
    consumer.completion().toCompletionStage().toCompletableFuture().join();
    return consumer;
  }

  @Test
  void bodiesKeepTheirKind() throws Exception {
    try (PlainClient client = client(1, "/ws")) {
      DeliveryOptions chat = new DeliveryOptions().addHeader("channel", "chat");
      NODES.backend().request("gateway.publish", "text", chat);
      assertThat(client.next()).isEqualTo("text");
      NODES.backend().request("gateway.publish", new JsonObject().put("a", 1), chat);
      assertThat(client.next()).isEqualTo("{\"a\":1}");
      NODES.backend().request("gateway.publish", new JsonArray().add(1), chat);
      assertThat(client.next()).isEqualTo("[1]");
      NODES.backend().request("gateway.publish", Buffer.buffer(new byte[] {1, 2}), chat);
      assertThat(client.next()).isEqualTo("binary:0102");
    }
  }

  @Test
  void aBroadcastMayNameOneEndpointAndReachesItsPlaceholdersChannels() throws Exception {
    try (PlainClient chat = client(0, "/ws");
        PlainClient red = client(0, "/rooms/red");
        PlainClient blue = client(1, "/rooms/blue")) {
      NODES
          .backend()
          .request(
              "gateway.broadcast",
              "rooms",
              new DeliveryOptions().addHeader("endpoint", "/rooms/{room}"));
      NODES.backend().request("gateway.broadcast", "all", new DeliveryOptions());
      assertThat(List.of(red.next(), red.next())).containsExactlyInAnyOrder("rooms", "all");
      assertThat(List.of(blue.next(), blue.next())).containsExactlyInAnyOrder("rooms", "all");
      assertThat(chat.next()).isEqualTo("all");
    }
  }

  @Test
  void eachNodeHasAnAddressOfItsOwnByIdAndByName() throws Exception {
    DeliveryOptions chat = new DeliveryOptions().addHeader("channel", "chat");
    try (PlainClient client = client(1, "/ws")) {
      NODES.backend().request("gateway.publish.node0", "by name", chat);
      assertThat(client.next()).isEqualTo("by name");
      for (String node : NODES.backend().otherNodeIds()) {
        DeliveryOptions ping = new DeliveryOptions(chat).addHeader("ping", "");
        assertThat(NODES.backend().request("gateway.publish." + node, "no", ping).body())
            .isEqualTo(new JsonObject());
        NODES.backend().request("gateway.publish." + node, "at " + node, chat);
        assertThat(client.next()).isEqualTo("at " + node);
      }
    }
  }

  @Test
  void whatIsWrongIsAnsweredWithTheContractsCode() {
    Map<String, String> chat = Map.of("channel", "chat");
    String large = "x".repeat(1001);
    assertThat(refusal("gateway.publish", "x", Map.of()).failureCode()).isEqualTo(400);
    assertThat(refusal("gateway.publish", 42, chat).failureCode()).isEqualTo(400);
    assertThat(refusal("gateway.publish", "x", Map.of("channel", "no:such")).failureCode())
        .isEqualTo(404);
    assertThat(refusal("gateway.publish", large, chat).failureCode()).isEqualTo(413);
    assertThat(refusal("gateway.publish", "x", Map.of("channel", "chat", "id", "1")).failureCode())
        .isEqualTo(400);
    assertThat(refusal("gateway.broadcast", large, Map.of()).failureCode()).isEqualTo(413);
    assertThat(refusal("gateway.broadcast", 42, Map.of()).failureCode()).isEqualTo(400);
    JsonObject unreadable = new JsonObject().put("n".repeat(50_001), 1);
    assertThat(refusal("gateway.publish", unreadable, chat))
        .as("what another member's Vert.x cannot decode")
        .hasMessageContaining("names of 50000 characters");
    assertThat(refusal("gateway.broadcast", "x", chat))
        .as("what is meant for one channel is not shown to everybody")
        .hasMessageContaining("takes no header channel");
    assertThat(refusal("gateway.broadcast", "x", Map.of("endpoint", "/no")).failureCode())
        .isEqualTo(404);
  }

  @Test
  void aPublishWhereASendIsMeantIsRefusedByEveryNodeAndHeardByNobody() throws Exception {
    try (PlainClient client = client(0, "/ws")) {
      NODES
          .backend()
          .eventBus()
          .publish("gateway.publish", "twice", new DeliveryOptions().addHeader("channel", "chat"));
      for (int node = 0; node < 2; node++) {
        int at = node;
        await()
            .until(
                () ->
                    NODES
                        .cluster()
                        .node(at)
                        .management("/metrics")
                        .body()
                        .contains("gateway_eventbus_rejected_total{reason=\"published\"} 1"));
      }
      NODES
          .backend()
          .request("gateway.publish", "once", new DeliveryOptions().addHeader("channel", "chat"));
      assertThat(client.next()).isEqualTo("once");
    }
  }

  @Test
  void whatClientsForwardReachesABackendWithItsSender() throws Exception {
    List<Object> heard = new CopyOnWriteArrayList<>();
    List<Map<String, String>> headers = new CopyOnWriteArrayList<>();
    MessageConsumer<Object> consumer =
        NODES
            .backend()
            .eventBus()
            .consumer(
                "gateway.inbound",
                message -> {
                  headers.add(
                      Map.of(
                          "endpoint", message.headers().get("endpoint"),
                          "channel", message.headers().get("channel"),
                          "user", message.headers().get("user"),
                          "remote", message.headers().get("remote")));
                  heard.add(message.body());
                });
    consumer.completion().toCompletionStage().toCompletableFuture().join();
    try (PlainClient client = client(0, "/forward")) {
      client.send("one");
      client.send(new byte[] {7});
      await().until(() -> heard.size() == 2);
      assertThat(heard).containsExactly("one", Buffer.buffer(new byte[] {7}));
      assertThat(headers)
          .first()
          .isEqualTo(
              Map.of("endpoint", "/forward", "channel", "chat", "user", "", "remote", "127.0.0.1"));
    } finally {
      consumer.unregister().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void aBackendsReplyGoesToTheClientThatAsked() throws Exception {
    MessageConsumer<String> consumer =
        consume(
            "gateway.inbound",
            body ->
                switch (body) {
                  case "json" -> new JsonObject().put("a", 1);
                  case "binary" -> Buffer.buffer(new byte[] {9});
                  default -> "re: " + body;
                });
    try (PlainClient asks = client(0, "/ask");
        PlainClient hears = client(0, "/ask")) {
      asks.send("text");
      assertThat(asks.next()).isEqualTo("re: text");
      asks.send("json");
      assertThat(asks.next()).isEqualTo("{\"a\":1}");
      asks.send("binary");
      assertThat(asks.next()).isEqualTo("binary:09");
      hears.send("mine");
      assertThat(hears.next()).isEqualTo("re: mine");
    } finally {
      consumer.unregister().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** How the backend answers, until the consumer is unregistered. */
  private static MessageConsumer<String> inbound(Handler<Message<String>> answer) {
    MessageConsumer<String> consumer =
        NODES.backend().eventBus().consumer("gateway.inbound", answer);
    consumer.completion().toCompletionStage().toCompletableFuture().join();
    return consumer;
  }

  private static String error(int code, String message) {
    return "{\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"}}";
  }

  @Test
  void aBackendMaySayNoAndTheClientStaysOrIsClosedAsItsEndpointSays() throws Exception {
    MessageConsumer<String> consumer =
        inbound(
            message -> {
              if (message.body().equals("bad")) {
                message.fail(422, "bad order");
              } else {
                message.reply("re: " + message.body());
              }
            });
    try (PlainClient stays = client(0, "/ask");
        PlainClient goes = client(1, "/close")) {
      stays.send("bad");
      assertThat(stays.next()).isEqualTo(error(422, "bad order"));
      stays.send("good");
      assertThat(stays.next()).isEqualTo("re: good");
      goes.send("good");
      assertThat(goes.next()).isEqualTo("re: good");
      goes.send("bad");
      assertThat(goes.closed()).isEqualTo("1011 bad order");
    } finally {
      consumer.unregister().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** Of another member: some of it cannot even be read here. */
  @Test
  void aReplyThatNoClientCanGetIsAnErrorAtOnceAndTheNextOneArrives() throws Exception {
    Map<String, Object> replies =
        Map.of(
            "number",
            42,
            "flag",
            true,
            "bytes",
            new byte[] {1},
            "large",
            "x".repeat(1001),
            "unreadable",
            new JsonObject().put("n".repeat(50_001), 1),
            "good",
            "well");
    MessageConsumer<String> consumer =
        inbound(message -> message.reply(replies.get(message.body())));
    try (PlainClient client = client(0, "/ask")) {
      for (String bad : List.of("number", "flag", "bytes", "large", "unreadable")) {
        client.send(bad);
        assertThat(client.next())
            .as(bad)
            .isEqualTo(error(502, "the backend's reply cannot be sent"));
      }
      client.send("good");
      assertThat(client.next()).isEqualTo("well");
    } finally {
      consumer.unregister().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void repliesComeInTheOrderOfTheQuestionsAndEachClientHasItsOwn() throws Exception {
    List<Message<String>> asked = new CopyOnWriteArrayList<>();
    MessageConsumer<String> consumer = inbound(asked::add);
    try (PlainClient client = client(0, "/ask");
        PlainClient other = client(0, "/ask")) {
      client.send("1");
      client.send("2");
      client.send("3");
      await().until(() -> asked.size() == 3);
      other.send("4");
      await().until(() -> asked.size() == 4);
      asked.get(3).reply("4");
      assertThat(other.next()).isEqualTo("4");
      asked.get(2).reply("3");
      asked.get(1).fail(1, "2");
      asked.get(0).reply("1");
      assertThat(client.next(3)).containsExactly("1", error(1, "2"), "3");
    } finally {
      consumer.unregister().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** With every node of the cluster, and whichever asks. */
  @Test
  void aClientStaysWithOneOfTwoBackendsWhileItLives() throws Exception {
    MessageConsumer<String> consumer = inbound(message -> message.reply("first"));
    try (TestBackend second = TestBackend.join(NODES.cluster());
        PlainClient any = client(0, "/ask")) {
      second
          .eventBus()
          .consumer("gateway.inbound", message -> message.reply("second"))
          .completion()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
      await().until(() -> answers(any).size() == 2);
      Set<String> all = new HashSet<>();
      for (int i = 0; i < 20; i++) {
        try (PlainClient own = client(i % 2, "/own")) {
          Set<String> answers = answers(own);
          assertThat(answers).hasSize(1);
          all.addAll(answers);
        }
      }
      assertThat(all).containsExactlyInAnyOrder("first", "second");
    } finally {
      consumer.unregister().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static Set<String> answers(PlainClient client) throws Exception {
    for (int i = 0; i < 6; i++) {
      client.send("who?");
    }
    return new HashSet<>(client.next(6));
  }

  @Test
  void aMessageThatNoBackendTakesClosesTheClientToComeBackLater() throws Exception {
    try (PlainClient client = client(1, "/nobody")) {
      client.send("anybody?");
      assertThat(client.closed()).startsWith("1013");
    }
  }

  @Test
  void aBackendThatDoesNotAnswerInTimeClosesTheClientToComeBackLater() throws Exception {
    List<Object> heard = new CopyOnWriteArrayList<>();
    MessageConsumer<Object> consumer =
        NODES
            .backend()
            .eventBus()
            .consumer("gateway.inbound", message -> heard.add(message.body()));
    consumer.completion().toCompletionStage().toCompletableFuture().join();
    try (PlainClient client = client(0, "/ask")) {
      client.send("and?");
      assertThat(client.closed()).startsWith("1013");
      assertThat(heard).containsExactly("and?");
    } finally {
      consumer.unregister().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void backendsHearOfClientsComingAndGoing() throws Exception {
    List<JsonObject> events = new CopyOnWriteArrayList<>();
    MessageConsumer<JsonObject> consumer =
        consume("gateway.events", (JsonObject event) -> events.add(event));
    try {
      // A node remembers for a second that nobody listened, and learns of a listener in its own
      // time.
      await()
          .untilAsserted(
              () -> {
                client(1, "/ws").close();
                assertThat(events).isNotEmpty();
              });
      await().until(() -> clients(events, "disconnected").containsAll(clients(events, "")));
      events.clear();
      try (PlainClient client = client(1, "/ws")) {
        await().until(() -> names(events).contains("subscribed"));
        client.close(1000, "");
        client.closed();
      }
      await().until(() -> names(events).contains("disconnected"));
      List<JsonObject> ours =
          events.stream().filter(e -> "node1".equals(e.getString("node"))).toList();
      assertThat(names(ours)).containsExactly("connected", "subscribed", "disconnected");
      assertThat(ours.get(1).getString("channel")).isEqualTo("chat");
      assertThat(ours.get(2).getInteger("code")).isEqualTo(1000);
      assertThat(ours.stream().map(e -> e.getString("client")).distinct()).hasSize(1);
      assertThat(ours.get(2).getLong("seq")).isEqualTo(ours.get(0).getLong("seq") + 2);
    } finally {
      consumer.unregister().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** The clients that some events are about; empty: all. */
  private static Set<String> clients(List<JsonObject> events, String name) {
    return events.stream()
        .filter(e -> e.containsKey("client"))
        .filter(e -> name.isEmpty() || name.equals(e.getString("event")))
        .map(e -> e.getString("client"))
        .collect(Collectors.toSet());
  }

  private static List<String> names(List<JsonObject> events) {
    return events.stream().map(e -> e.getString("event")).toList();
  }
}
