package io.wsgateway.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.hooks.HookServer.Call;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningGateway;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that are called over HTTP, and those that behave badly. */
final class HooksIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String ENDPOINTS =
      """
      limits: {messageBytes: 65536}
      endpoints:
        - {path: /tell, channel: chat, onMessage: forward}
        - {path: /ask, channel: chat, onMessage: forward, awaitReply: true}
        - {path: /json, channel: chat, data: json, frames: json, onMessage: forward, awaitReply: true}
        - {path: "/rooms/{room}", channel: "room:{room}", onMessage: forward}
      channels: {namespaces: {room: {}}}
      """;

  private static HookServer server;
  private static RunningGateway closing;
  private static RunningGateway telling;

  @BeforeAll
  static void start() throws Exception {
    server = new HookServer(0);
    closing = gateway(server.port(), "close");
    telling = gateway(server.port(), "reply");
  }

  @AfterAll
  static void stop() {
    closing.close();
    telling.close();
    assertThat(server.forged()).isEmpty();
    server.close();
  }

  @BeforeEach
  void forget() {
    server.calls().clear();
  }

  private static RunningGateway gateway(int port, String whenDown) throws Exception {
    return RunningGateway.of(
        ENDPOINTS
            + """
            hooks:
              secret: %s
              timeoutMillis: 2000
              clientHeaders: [X-Team, Cookie]
              inbound: {url: "http://127.0.0.1:%d/in?a=b", whenDown: %s}
            """
                .formatted(HookServer.SECRET, port, whenDown));
  }

  private static PlainClient client(RunningGateway gateway, String path) throws Exception {
    return PlainClient.connect(gateway.ws(path));
  }

  private static HttpResponse<String> post(RunningGateway gateway, String path, String body)
      throws Exception {
    URI uri = URI.create(gateway.ws(path).toString().replaceFirst("ws", "http"));
    return HTTP.send(
        HttpRequest.newBuilder(uri)
            .header("content-type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Call onlyCall() {
    await().until(() -> !server.calls().isEmpty());
    assertThat(server.calls()).hasSize(1);
    return server.calls().get(0);
  }

  @Test
  void aMessageArrivesAsItCameWithWhoSentItWhere() throws Exception {
    try (PlainClient client =
        PlainClient.connect(
            closing.ws("/rooms/red"),
            builder -> builder.header("X-Team", "Zo\u00eb").header("Cookie", "a=1"))) {
      client.send("hello");
      Call call = onlyCall();
      assertThat(call.path()).isEqualTo("/in");
      assertThat(call.body()).hasToString("hello");
      assertThat(call.headers().get("content-type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(call.headers().get("x-gateway-client")).isNotEmpty();
      assertThat(call.headers().get("x-gateway-user")).isEmpty();
      assertThat(call.headers().get("x-gateway-endpoint")).isEqualTo("/rooms/{room}");
      assertThat(call.headers().get("x-gateway-channel")).isEqualTo("room:red");
      assertThat(call.headers().get("x-gateway-remote")).isEqualTo("127.0.0.1");
      assertThat(call.headers().get("x-team")).startsWith("Zo");
      assertThat(call.headers().get("cookie")).isEqualTo("a=1");
      assertThat(client.isClosed()).isFalse();
    }
  }

  @Test
  void bytesAndJsonArriveWithTheirTypes() throws Exception {
    try (PlainClient client = client(closing, "/tell");
        PlainClient json = client(closing, "/json")) {
      client.send(new byte[] {1, 2, (byte) 0xff});
      assertThat(onlyCall().headers().get("content-type")).isEqualTo("application/octet-stream");
      assertThat(onlyCall().body().getBytes()).containsExactly(1, 2, 0xff);
      server.calls().clear();
      json.send("{\"data\":{\"n\":1.50},\"id\":1}");
      assertThat(onlyCall().headers().get("content-type")).isEqualTo("application/json");
      assertThat(onlyCall().body()).hasToString("{\"n\":1.50}");
    }
  }

  @Test
  void repliesKeepTheirKind() throws Exception {
    try (PlainClient client = client(closing, "/ask")) {
      client.send("hello");
      assertThat(client.next()).isEqualTo("got hello");
      client.send("json");
      assertThat(client.next()).isEqualTo("{\"a\":1}");
      client.send("bytes");
      assertThat(client.next()).isEqualTo("binary:00ff");
      client.send("nothing");
      client.send("untyped");
      assertThat(client.next()).isEqualTo("plain");
      client.send("x".repeat(60_000));
      assertThat(client.next()).hasSize(60_004);
    }
    assertThat(post(closing, "/ask", "json").body()).isEqualTo("{\"a\":1}");
    assertThat(post(closing, "/tell", "hello").statusCode()).isEqualTo(204);
  }

  @Test
  void theMessagesOfAClientArriveInOrder() throws Exception {
    List<String> sent = IntStream.range(1000, 1050).mapToObj(Integer::toString).toList();
    try (PlainClient client = client(closing, "/ask")) {
      for (String message : sent) {
        client.send(message);
      }
      assertThat(client.next(50)).isEqualTo(sent.stream().map(m -> "got " + m).toList());
    }
    assertThat(server.calls()).extracting(call -> call.body().toString()).isEqualTo(sent);
  }

  @Test
  void aRefusalReachesTheClientWhichStays() throws Exception {
    try (PlainClient client = client(closing, "/ask");
        PlainClient teller = client(closing, "/tell")) {
      client.send("no");
      assertThat(client.next()).isEqualTo(error(422, "not now"));
      client.send("no json");
      assertThat(client.next()).isEqualTo(error(4711, "too late"));
      client.send("page");
      assertThat(client.next()).isEqualTo(error(404, "the backend refused the message"));
      teller.send("no");
      assertThat(teller.next()).isEqualTo(error(422, "not now"));
      assertThat(client.isClosed()).isFalse();
    }
  }

  private static String error(int code, String message) {
    return new JsonObject()
        .put("error", new JsonObject().put("code", code).put("message", message))
        .encode();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hang",
        "drop",
        "endless",
        "trickle",
        "redirect",
        "bad json",
        "bad text",
        "500",
        "503",
        "301"
      })
  void aBackendThatBehavesBadlyHurtsOnlyTheSender(String how) throws Exception {
    try (PlainClient other = client(closing, "/ask");
        PlainClient client = client(closing, "/ask");
        PlainClient told = client(telling, "/ask");
        PlainClient json = client(telling, "/json")) {
      client.send(how);
      told.send(how);
      json.send(new JsonObject().put("id", 7).put("data", how).encode());
      lively(other);
      assertThat(client.closed()).startsWith("1013");
      assertThat(told.next())
          .isEqualTo(error(503, "the message reached no backend, or none answered in time"));
      lively(told);
      HttpResponse<String> posted = post(telling, "/ask", how);
      assertThat(posted.statusCode()).isEqualTo(503);
      assertThat(post(closing, "/ask", how).statusCode()).isEqualTo(503);
    }
    assertThat(server.calls()).noneMatch(call -> call.path().equals("/private"));
    assertThat(server.calls().stream().filter(call -> call.body().toString().equals(how)))
        .as("no message is repeated")
        .hasSize(4);
  }

  /** So many calls that the bad ones are the exception. */
  private static void lively(PlainClient client) throws Exception {
    for (int i = 0; i < 20; i++) {
      client.send("hello");
      assertThat(client.next()).isEqualTo("got hello");
    }
  }

  @Test
  void aBackendThatIsDownIsLeftAloneAndFoundAgain() throws Exception {
    int port = freePort();
    try (RunningGateway gateway = gateway(port, "reply");
        PlainClient client = client(gateway, "/ask")) {
      String open = "gateway_hooks_open{hook=\"inbound\"}";
      for (int i = 0; i < 12; i++) {
        client.send("hello");
        assertThat(client.next()).contains("503");
      }
      assertThat(gateway.metric(open)).isEqualTo(1);
      assertThat(gateway.metric("gateway_hooks_requests_total{hook=\"inbound\",outcome=\"open\"}"))
          .isPositive();
      try (HookServer back = new HookServer(port)) {
        await()
            .until(
                () -> {
                  client.send("hello");
                  return client.next().equals("got hello");
                });
        await()
            .until(
                () -> {
                  client.send("hello");
                  client.next();
                  return gateway.metric(open) == 0;
                });
        assertThat(back.forged()).isEmpty();
      }
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  @Test
  void eventsArriveInOrderAndTheLastOnesAtTheStop() throws Exception {
    int port = freePort();
    try (RunningGateway gateway =
        RunningGateway.of(
            """
            node: {name: pod-a}
            endpoints: [{path: /ws, channel: chat}]
            events: {send: [connected, subscribed, disconnected]}
            hooks: {secret: %s, events: {url: "http://127.0.0.1:%d/events"}}
            drain: {windowSeconds: 1}
            """
                .formatted(HookServer.SECRET, port))) {
      try (PlainClient first = client(gateway, "/ws")) {
        assertThat(first.isClosed()).isFalse();
        await()
            .until(
                () ->
                    gateway.metric(
                            "gateway_hooks_requests_total{hook=\"events\",outcome=\"unreachable\"}")
                        > 0);
      }
      try (HookServer backend = new HookServer(port)) {
        await().until(() -> events(backend).size() >= 3);
        try (PlainClient last = client(gateway, "/ws")) {
          assertThat(last.isClosed()).isFalse();
          gateway.stop();
          await().until(() -> events(backend).size() >= 6);
        }
        List<JsonObject> events = events(backend);
        assertThat(events)
            .extracting(event -> event.getString("event"))
            .containsExactly(
                "connected",
                "subscribed",
                "disconnected",
                "connected",
                "subscribed",
                "disconnected");
        assertThat(events)
            .extracting(event -> event.getInteger("seq"))
            .containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(events).allMatch(event -> event.getString("node").equals("pod-a"));
        assertThat(events).allMatch(event -> !event.getString("boot").isEmpty());
        assertThat(backend.forged()).isEmpty();
      }
    }
  }

  private static List<JsonObject> events(HookServer backend) {
    List<JsonObject> events = new ArrayList<>();
    for (Call call : backend.calls()) {
      new JsonArray(call.body()).forEach(event -> events.add((JsonObject) event));
    }
    return events;
  }
}
