package io.wsgateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.support.ConnectServer;
import io.wsgateway.support.EventClient;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.PollClient;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients about which a backend decides over HTTP. */
final class ConnectHookIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String LATER = "1013 the backend that decides did not answer; retry later";
  private static final String CONFIG =
      """
      auth: {refuseHoldMillis: 20, tokenInQuery: true}
      origins: {allow: ["https://page.example"]}
      channels: {namespaces: {user: {}, room: {}}}
      limits: {connectionsPerUser: %d}
      endpoints:
        - {path: /own, channel: "user:{user}", auth: hook, welcome: "Hello {user}"}
        - {path: "/rooms/{room}", channel: "room:{room}", auth: hook, welcome: in}
        - {path: /say, channel: chat, auth: hook, onMessage: echo, reply: "{user}: {message}"}
      hooks:
        secret: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
        clientHeaders: [Authorization, cookie]
        timeoutMillis: %d
        connect: {url: "%s", cacheSeconds: %d, whenDown: %s}
      """;

  private static ConnectServer backend;
  private static RunningGateway node;

  @BeforeAll
  static void start() throws Exception {
    backend = new ConnectServer();
    node = start(backend.url(), 0, "refuse", 5000, 2);
  }

  @AfterAll
  static void stop() {
    node.close();
    backend.close();
  }

  private static RunningGateway start(
      String url, int cacheSeconds, String whenDown, int timeoutMillis, int perUser)
      throws Exception {
    return RunningGateway.of(CONFIG.formatted(perUser, timeoutMillis, url, cacheSeconds, whenDown));
  }

  private static PlainClient client(RunningGateway at, String path, String token) throws Exception {
    return PlainClient.connect(
        at.ws(path), builder -> builder.header("Authorization", "Bearer " + token));
  }

  private static String outcome(RunningGateway at, String path, String token) throws Exception {
    try (PlainClient client = client(at, path, token)) {
      await().atMost(SOON).until(() -> client.hasMore() || client.isClosed());
      return client.isClosed() ? client.closed().replaceAll(" retry-ms=.*", "") : client.next();
    }
  }

  private static HttpResponse<String> post(RunningGateway at, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.gateway().httpPort() + path))
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("hi"));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static double handshakes(RunningGateway at, String outcome) {
    return at.metric("gateway_handshakes_total{outcome=\"" + outcome + "\"}");
  }

  @Test
  void theBackendSeesTheClientAsCentrifugoWouldShowIt() throws Exception {
    try (PlainClient client =
        PlainClient.connect(
            node.ws("/rooms/7?x=1"),
            builder ->
                builder.header("Authorization", "Bearer user-seen").header("X-Other", "no"))) {
      assertThat(client.next()).isEqualTo("in");
      ConnectServer.Call call = backend.last();
      assertThat(call.body().getString("client")).isNotEmpty();
      assertThat(call.body().copy().put("client", ""))
          .isEqualTo(
              new JsonObject()
                  .put("client", "")
                  .put("transport", "websocket")
                  .put("protocol", "json")
                  .put("encoding", "json")
                  .put("channels", new JsonArray().add("room:7")));
      assertThat(call.header("Content-Type")).isEqualTo("application/json");
      assertThat(call.header("Authorization")).isEqualTo("Bearer user-seen");
      assertThat(call.header("X-Other")).isEmpty();
      assertThat(call.header("X-Gateway-Endpoint")).isEqualTo("/rooms/{room}");
      assertThat(call.header("X-Gateway-Path")).isEqualTo("/rooms/7");
      assertThat(call.header("X-Gateway-Remote")).isEqualTo("127.0.0.1");
      assertThat(call.header("webhook-signature")).startsWith("v1,");
      // The id is the client's: it can be closed by it.
      String id = call.body().getString("client");
      assertThat(node.api("disconnect", "{\"client\":\"" + id + "\"}").body())
          .isEqualTo("{\"result\":{}}");
      assertThat(client.closed()).startsWith("1008");
    }
  }

  @Test
  void theBackendIsAskedOnceAboutAClientThatPolls() throws Exception {
    PollClient client = PollClient.of(node, "/own", "Authorization", "Bearer user-poll");
    assertThat(client.open()).containsExactly("Hello poll");
    assertThat(backend.last().body().getString("transport")).isEqualTo("poll");
    int asked = backend.calls().size();
    node.api("publish", "{\"channel\":\"user:poll\",\"data\":1}");
    assertThat(client.next(1)).containsExactly(1);
    PollClient eve = PollClient.of(node, "/own", "Authorization", "Bearer user-eve");
    PollClient nobody = PollClient.of(node, "/own");
    for (PollClient other : List.of(eve, nobody)) {
      HttpResponse<String> no = other.ask(client.cursor()).join();
      assertThat(no.statusCode()).isEqualTo(403);
      assertThat(no.body()).contains("poll_user");
    }
    assertThat(backend.calls()).hasSize(asked);
    node.api("disconnect", "{\"user\":\"poll\"}");
    HttpResponse<String> end = client.ask(client.cursor()).join();
    assertThat(end.statusCode()).isEqualTo(410);
    assertThat(new JsonObject(end.body()).getJsonObject("close").getInteger("code"))
        .isEqualTo(1008);
  }

  @Test
  void theUserOfTheAnswerHasItsChannel() throws Exception {
    try (PlainClient alice = client(node, "/own", "user-alice");
        PlainClient bob = client(node, "/own", "user-bob")) {
      assertThat(alice.next()).isEqualTo("Hello alice");
      assertThat(bob.next()).isEqualTo("Hello bob");
      node.api("publish", "{\"channel\":\"user:alice\",\"data\":1}");
      assertThat(alice.next()).isEqualTo("1");
      node.api("publish", "{\"channel\":\"user:bob\",\"data\":2}");
      assertThat(bob.next()).isEqualTo("2");
    }
  }

  @Test
  void pagesHandTheirTokenOverAsASubprotocolOrInTheQuery() throws Exception {
    try (PlainClient client =
        PlainClient.connect(node.ws("/own"), b -> b.subprotocols("bearer", "user-page"))) {
      assertThat(client.next()).isEqualTo("Hello page");
      assertThat(client.subprotocol()).isEqualTo("bearer");
    }
    try (PlainClient client = PlainClient.connect(node.ws("/own?token=user-query"))) {
      assertThat(client.next()).isEqualTo("Hello query");
      assertThat(backend.last().authorization()).containsExactly("Bearer user-query");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "json-{\"disconnect\":{\"code\":4321,\"reason\":\"go away\"}}|4321 go away",
        "json-{\"disconnect\":{\"code\":1,\"reason\":\"go away\"}}|1008 go away",
        "json-{\"error\":{\"code\":1000,\"message\":\"no such user\"}}|1008 no such user",
        "json-{\"error\":{\"code\":109,\"message\":\"expired\"}}|4401 the token has expired",
        "json-{\"result\":{\"user\":\"a\",\"expire_at\":1000}}|4401 the token has expired",
        "json-{}|1008 the backend refused this client",
        "json-{\"result\":{}}|1008 this user may not connect here",
        "json-{\"result\":{\"user\":\"a#b\"}}|1008 this user may not connect here",
        "status-403|1008 the backend refused this client",
        "status-401|4401 the token has expired",
        "json-{\"error\":{\"code\":1,\"temporary\":true}}|" + LATER,
        "json-{\"result\":{\"user\":7}}|" + LATER,
        "json-<html>|" + LATER,
        "status-500|" + LATER,
        "status-404|" + LATER,
        "status-204|" + LATER,
        "redirect|" + LATER,
        "endless|" + LATER,
      })
  void aPageIsToldWhyItIsRefused(String token, String close) throws Exception {
    int before = backend.calls().size();
    assertThat(outcome(node, "/own", token)).isEqualTo(close);
    assertThat(backend.calls()).as("decisions are not retried").hasSize(before + 1);
    await().atMost(SOON).until(() -> node.connections() == 0);
  }

  @Test
  void theStatusTellsItToClientsOfHttp() throws Exception {
    String token = "json-{\"disconnect\":{\"code\":4321,\"reason\":\"go away\"}}";
    String body =
        "{\"code\":\"hook_denied\",\"message\":\"the backend refused this client\","
            + "\"disconnect\":{\"code\":4321,\"reason\":\"go away\"}}";
    HttpResponse<String> events =
        EventClient.refused(node, "/own", "Authorization", "Bearer " + token);
    assertThat(events.statusCode()).isEqualTo(403);
    assertThat(events.body()).isEqualTo(body);
    assertThat(backend.last().body().getString("transport")).isEqualTo("sse");
    HttpResponse<String> posted = post(node, "/say", "Authorization", "Bearer " + token);
    assertThat(posted.statusCode()).isEqualTo(403);
    assertThat(posted.body()).isEqualTo(body);
    assertThat(backend.last().body().getString("transport")).isEqualTo("http");
    posted = post(node, "/say", "Authorization", "Bearer status-500");
    assertThat(posted.statusCode()).isEqualTo(503);
    assertThat(posted.headers().firstValue("Retry-After")).isPresent();
    assertThat(handshakes(node, "hook_undecided")).isPositive();
    assertThat(handshakes(node, "hook_denied")).isPositive();
  }

  @Test
  void clientsOfHttpAreLetInTheSameWay() throws Exception {
    try (EventClient client =
        EventClient.connect(node, "/own", "Authorization", "Bearer user-carol")) {
      assertThat(client.next()).isEqualTo("Hello carol");
      node.api("publish", "{\"channel\":\"user:carol\",\"data\":1}");
      assertThat(client.next()).isEqualTo("1");
    }
    HttpResponse<String> said = post(node, "/say", "Authorization", "Bearer user-carol");
    assertThat(said.statusCode()).isEqualTo(200);
    assertThat(said.body()).isEqualTo("carol: hi");
  }

  @Test
  void aCookieNeedsAPageThatMayConnect() throws Exception {
    String[] allowed = {"Authorization", "Bearer user-dora", "Cookie", "session=1"};
    assertThat(post(node, "/say", allowed).body()).contains("\"code\":\"origin\"");
    String[] page = Arrays.copyOf(allowed, 6);
    page[4] = "Origin";
    page[5] = "https://evil.example";
    assertThat(post(node, "/say", page).body()).contains("\"code\":\"origin\"");
    assertThat(
            post(
                    node,
                    "/say",
                    "Cookie",
                    "session=1",
                    "Authorization",
                    "Bearer user-dora",
                    "Origin",
                    "https://page.example")
                .body())
        .isEqualTo("dora: hi");
    assertThat(backend.last().header("Cookie")).isEqualTo("session=1");
    assertThat(post(node, "/say", "Authorization", "Bearer user-dora").body())
        .isEqualTo("dora: hi");
  }

  @Test
  void theEndThatTheBackendSetsClosesTheConnection() throws Exception {
    try (PlainClient client = client(node, "/own", "soon-erin")) {
      assertThat(client.next()).isEqualTo("Hello erin");
      assertThat(client.closed()).startsWith("4401 ");
    }
  }

  @Test
  void blocksAndLimitsOfUsersHoldForThem() throws Exception {
    node.api("block", "{\"user\":\"mallory\",\"seconds\":600}");
    assertThat(outcome(node, "/own", "user-mallory")).isEqualTo("1008 this user is blocked");
    assertThat(post(node, "/say", "Authorization", "Bearer user-mallory").statusCode())
        .isEqualTo(403);
    try (PlainClient first = client(node, "/own", "user-frank");
        PlainClient second = client(node, "/own", "user-frank")) {
      first.next();
      second.next();
      assertThat(outcome(node, "/own", "user-frank"))
          .isEqualTo("1013 too many connections of this user");
      node.api("block", "{\"user\":\"frank\",\"seconds\":1}");
      assertThat(first.closed()).startsWith("1008 ");
      assertThat(second.closed()).startsWith("1008 ");
    }
  }

  @Test
  void aPageMayLeaveWhileTheBackendIsAsked() throws Exception {
    int before = backend.calls().size();
    double failed = handshakes(node, "failed");
    try (RawSocket socket = RawSocket.tcp(node.gateway().httpPort())) {
      socket.send(
          RawSocket.handshake(
              node.gateway().httpPort(), "/own", "Authorization: Bearer held-grace"));
      await().atMost(SOON).until(() -> backend.calls().size() > before);
    }
    await().atMost(SOON).until(() -> handshakes(node, "failed") > failed);
    backend.release();
    assertThat(outcome(node, "/own", "user-grace")).isEqualTo("Hello grace");
    await().atMost(SOON).until(() -> node.connections() == 0);
  }

  @Test
  void explainSaysThatABackendDecidesWithoutAskingIt() throws Exception {
    int before = backend.calls().size();
    try (RunningGateway asked =
        RunningGateway.of(
            CONFIG.formatted(2, 5000, backend.url(), 0, "refuse")
                + "api: {port: 0, keys: [{name: t, key: %s, scopes: [read, manage]}]}\n"
                    .formatted(RunningGateway.KEY))) {
      JsonObject answer = result(asked, "{\"path\":\"/own\",\"token\":\"user-alice\"}");
      assertThat(answer.getBoolean("allowed")).isFalse();
      assertThat(answer.getString("check")).isEqualTo("hook");
      assertThat(answer.getString("why")).contains("hooks.connect.url decides");
      answer = result(asked, "{\"path\":\"/own\",\"user\":\"alice\"}");
      assertThat(answer.getBoolean("allowed")).isTrue();
      assertThat(answer.getString("channel")).isEqualTo("user:alice");
      answer = result(asked, "{\"path\":\"/own\",\"user\":\"alice\",\"origin\":\"https://evil\"}");
      assertThat(answer.getString("check")).isEqualTo("origin");
    }
    assertThat(backend.calls()).hasSize(before);
  }

  private static JsonObject result(RunningGateway at, String question) throws Exception {
    return new JsonObject(at.api("explain", question).body()).getJsonObject("result");
  }

  @Test
  void oneCallServesAllWhoReturnWithTheSameCredentials() throws Exception {
    try (ConnectServer own = new ConnectServer();
        RunningGateway crowd = start(own.url(), 60, "refuse", 5000, 1000)) {
      List<RawSocket> sockets = new ArrayList<>();
      try {
        for (int i = 0; i < 300; i++) {
          RawSocket socket = RawSocket.tcp(crowd.gateway().httpPort());
          sockets.add(socket);
          socket.send(
              RawSocket.handshake(
                  crowd.gateway().httpPort(), "/own", "Authorization: Bearer held-crowd"));
        }
        await().atMost(SOON).until(() -> !own.calls().isEmpty());
        own.release();
        for (RawSocket socket : sockets) {
          assertThat(socket.readHead()).startsWith("HTTP/1.1 101");
          assertThat(socket.read().text()).isEqualTo("Hello crowd");
        }
        assertThat(own.calls()).hasSize(1);
        assertThat(outcome(crowd, "/own", "held-crowd")).isEqualTo("Hello crowd");
        assertThat(own.calls()).hasSize(1);
        assertThat(outcome(crowd, "/rooms/1", "held-crowd")).isEqualTo("in");
        assertThat(own.calls()).as("another channel is another question").hasSize(2);
        own.changing = "{\"result\":{\"user\":\"x\"}}";
        assertThat(outcome(crowd, "/own", "changing")).isEqualTo("Hello x");
        own.changing = "{}";
        assertThat(outcome(crowd, "/own", "changing")).isEqualTo("Hello x");
        // Guests are asked about each.
        try (PlainClient one = PlainClient.connect(crowd.ws("/own"));
            PlainClient two = PlainClient.connect(crowd.ws("/own"))) {
          assertThat(one.closed()).startsWith("1008");
          assertThat(two.closed()).startsWith("1008");
        }
        assertThat(own.calls()).hasSize(5);
      } finally {
        sockets.forEach(RawSocket::close);
      }
    }
  }

  /** Whoever guesses credentials gets a few tries per second, and takes no place of others. */
  @Test
  void anAddressMayAskAboutSoManyMessagesPerSecond() throws Exception {
    try (ConnectServer own = new ConnectServer();
        RunningGateway strict =
            RunningGateway.of(
                CONFIG
                    .formatted(2, 5000, own.url(), 600, "refuse")
                    .replace("limits: {", "limits: {messagesPerSecond: 3, "))) {
      assertThat(post(strict, "/say", "Authorization", "Bearer user-carol").statusCode())
          .isEqualTo(200);
      int asked = 1;
      HttpResponse<String> answer = post(strict, "/say", "Authorization", "Bearer guess-0");
      for (int i = 1; i < 300 && answer.statusCode() == 403; i++) {
        asked++;
        answer = post(strict, "/say", "Authorization", "Bearer guess-" + i);
      }
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.body()).contains("\"code\":\"message_limit\"");
      assertThat(answer.headers().firstValue("Retry-After").orElse("")).matches("[1-3]");
      assertThat(strict.metric("gateway_rate_limited_total{what=\"messages\"}")).isPositive();
      assertThat(own.calls()).hasSize(asked);
      // What is remembered needs no question.
      assertThat(post(strict, "/say", "Authorization", "Bearer user-carol").statusCode())
          .isEqualTo(200);
      assertThat(own.calls()).hasSize(asked);
    }
  }

  @Test
  void nobodyIsAskedAboutClientsThatHaveLeft() throws Exception {
    try (ConnectServer own = new ConnectServer();
        RunningGateway narrow =
            RunningGateway.of(
                CONFIG
                    .formatted(2, 5000, own.url(), 0, "refuse")
                    .replace("hooks:\n", "hooks:\n  maxInFlight: 1\n"))) {
      int port = narrow.gateway().httpPort();
      try (RawSocket first = RawSocket.tcp(port)) {
        first.send(RawSocket.handshake(port, "/own", "Authorization: Bearer held-first"));
        await().atMost(SOON).until(() -> own.calls().size() == 1);
        for (int i = 0; i < 3; i++) {
          try (RawSocket page = RawSocket.tcp(port);
              RawSocket message = RawSocket.tcp(port)) {
            page.send(RawSocket.handshake(port, "/own", "Authorization: Bearer held-page" + i));
            message.send(
                ("POST /say HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: text/plain\r\n"
                        + "Authorization: Bearer held-post%d\r\nContent-Length: 1\r\n\r\nx")
                    .formatted(port, i)
                    .getBytes(UTF_8));
            // Half of a TCP connection may end while its other half waits for the answer.
            message.reset();
          }
        }
        await().atMost(SOON).until(() -> handshakes(narrow, "failed") == 6);
        int asked = own.calls().size();
        own.release();
        assertThat(outcome(narrow, "/own", "user-last")).isEqualTo("Hello last");
        assertThat(own.calls()).hasSize(asked + 1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"refuse", "allow"})
  void whatHappensWhileItIsDownIsAKey(String whenDown) throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    try (RunningGateway alone = start("http://127.0.0.1:" + free + "/", 60, whenDown, 5000, 2)) {
      boolean allow = whenDown.equals("allow");
      assertThat(outcome(alone, "/rooms/1", "user-alice")).isEqualTo(allow ? "in" : LATER);
      assertThat(outcome(alone, "/own", "user-alice"))
          .isEqualTo(allow ? "1008 this user may not connect here" : LATER);
      HttpResponse<String> said = post(alone, "/say", "Authorization", "Bearer user-alice");
      assertThat(said.statusCode()).isEqualTo(allow ? 200 : 503);
    }
  }

  @Test
  void aSlowBackendIsNotWaitedForLong() throws Exception {
    try (ConnectServer slow = new ConnectServer();
        RunningGateway hasty = start(slow.url(), 60, "refuse", 200, 2)) {
      assertThat(outcome(hasty, "/own", "held-alice")).isEqualTo(LATER);
      slow.release();
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(outcome(hasty, "/own", "user-alice")).isEqualTo("Hello alice"));
    }
  }
}
