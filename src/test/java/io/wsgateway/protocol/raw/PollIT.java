package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.Hs256;
import io.wsgateway.poll.PollCursor;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.PollClient;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.RunningGateway;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that poll, on two nodes. A poll waits for a second, a session for some more. */
final class PollIT {
  private static final Hs256 KEY = Hs256.KEY;
  private static final String CONFIG =
      """
      origins: {allow: ["https://page.example"]}
      auth: {cookie: session, jwt: {leewaySeconds: 0, keys: [{alg: HS256, secret: $secret}]}}
      channels: {default: {slowConsumer: disconnect}, namespaces: {user: {}}}
      limits: {connectionsPerUser: 3, connectionsPerAddress: $most, outboundQueueBytes: 131072}
      keepAlive: {pingSeconds: 1, readIdleSeconds: 3, closeSeconds: 2}
      endpoints:
        - {path: /chat, channel: chat, onMessage: publish, welcome: "Hello\\nthere"}
        - {path: /quiet, channel: quiet}
        - {path: /json, channel: chat, frames: json, welcome: hi, data: json}
        - {path: /slow, channel: slow}
        - {path: /own, channel: "user:{user}", auth: token}
      """
          .replace("$secret", KEY.secret());
  private static final int MOST = 5;

  private static RunningCluster cluster;

  /** For tests that need to know each of its clients. */
  private static RunningGateway lone;

  @BeforeAll
  static void start() throws Exception {
    cluster = RunningCluster.waiting(2, CONFIG.replace("$most", "100"));
    lone = RunningGateway.of(CONFIG.replace("$most", Integer.toString(MOST)));
  }

  /** Nobody says goodbye: sessions end by their own time. */
  @AfterAll
  static void stop() {
    List<RunningGateway> all = List.of(node(0), node(1), lone);
    try {
      for (RunningGateway node : all) {
        await().until(() -> node.connections() == 0);
        assertThat(node.metric("gateway_outbound_queue_bytes")).isZero();
      }
    } finally {
      lone.close();
      cluster.close();
    }
  }

  private static RunningGateway node(int index) {
    return cluster.node(index);
  }

  private static PollClient both(String path, String... headers) {
    return new PollClient(
        new int[] {node(0).gateway().httpPort(), node(1).gateway().httpPort()}, path, headers);
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private static void publish(int node, String channel, Object data) throws Exception {
    JsonObject body = new JsonObject().put("channel", channel).put("data", data);
    assertThat(node(node).api("publish", body.encode()).body()).isEqualTo("{\"result\":{}}");
  }

  private static JsonObject assertRefused(HttpResponse<String> answer, int status, String code) {
    JsonObject body = new JsonObject(answer.body());
    assertThat(body.getString("code")).isEqualTo(code);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    return body;
  }

  @Test
  void theWelcomeComesFirstAndThenEachKindInItsForm() throws Exception {
    PollClient client = PollClient.of(node(0), "/chat");
    assertThat(client.open()).isEqualTo(new JsonArray().add("Hello\nthere"));
    assertThat(node(0).connections("poll")).isPositive();
    try (PlainClient socket = PlainClient.connect(node(1).ws("/chat"))) {
      socket.next();
      socket.send("a \"b\"\r\n");
      assertThat(client.next(1)).containsExactly("a \"b\"\r\n");
      socket.send(new byte[] {0, -1});
      assertThat(client.next(1)).containsExactly(new JsonObject().put("base64", "AP8="));
    }
    publish(1, "chat", new JsonObject().put("a", 1));
    assertThat(client.next(1)).containsExactly(new JsonObject().put("a", 1));
  }

  @Test
  void framesOfJsonAreObjects() throws Exception {
    PollClient client = PollClient.of(node(0), "/json");
    assertThat(client.open())
        .isEqualTo(
            new JsonArray()
                .add(new JsonObject().put("epoch", "").put("offset", 0).put("recovered", false))
                .add(new JsonObject().put("text", "hi")));
    publish(0, "chat", new JsonObject().put("a", 1));
    assertThat(client.next(1))
        .containsExactly(new JsonObject().put("data", new JsonObject().put("a", 1)));
  }

  @Test
  void whenNothingComesTheAnswerSaysSoOverTheSameConnection() throws Exception {
    try (RawSocket socket = RawSocket.tcp(node(0).gateway().httpPort())) {
      socket.send("GET /quiet?poll= HTTP/1.1\r\nHost: gw.test\r\n\r\n".getBytes(UTF_8));
      String head = socket.readHead();
      assertThat(head)
          .startsWith("HTTP/1.1 200 ")
          .contains("Content-Type: application/json", "Cache-Control: no-store")
          .containsIgnoringCase("content-length: 2");
      String cursor =
          head.lines().filter(l -> l.startsWith("Poll-Cursor: ")).findAny().orElseThrow();
      String body = "[]";
      for (int i = 0; i < 2; i++) {
        socket.send(
            ("GET /quiet?poll=" + cursor.substring(13) + " HTTP/1.1\r\nHost: gw.test\r\n\r\n")
                .getBytes(UTF_8));
        assertThat(socket.readHead()).startsWith(body + "HTTP/1.1 204 ").contains(cursor);
        body = "";
      }
    }
  }

  @Test
  void aLostAnswerIsRepeatedByAnyNode() throws Exception {
    PollClient client = both("/chat");
    client.open();
    publish(0, "chat", "1");
    String before = client.cursor();
    HttpResponse<String> lost = client.ask(before).join();
    publish(0, "chat", "2");
    HttpResponse<String> again = client.ask(before).join();
    assertThat(again.body()).isEqualTo(lost.body()).isEqualTo("[\"1\"]");
    assertThat(client.taken(client.ask(before).join())).isEqualTo(new JsonArray().add("1"));
    assertThat(client.next(1)).containsExactly("2");
    assertRefused(client.ask(before).join(), 409, "poll_replaced");
    assertRefused(client.ask(before).join(), 409, "poll_replaced");
  }

  @Test
  void ofTwoPollsTheNewerIsAnswered() throws Exception {
    PollClient client = both("/chat");
    client.open();
    String cursor = client.cursor();
    CompletableFuture<HttpResponse<String>> older = client.ask(cursor);
    // It may end before the newer one comes.
    HttpResponse<String> newer = client.ask(cursor).join();
    assertThat(List.of(older.join().statusCode(), newer.statusCode()))
        .isIn(List.of(409, 204), List.of(204, 409), List.of(204, 204));
  }

  @Test
  void aClientThatGoesAwayLosesNothing() throws Exception {
    PollClient client = both("/chat");
    client.open();
    for (int node = 0; node < 2; node++) {
      for (int i = 0; i < 3; i++) {
        try (RawSocket socket = RawSocket.tcp(node(node).gateway().httpPort())) {
          socket.send(
              ("GET /chat?poll=" + client.cursor() + " HTTP/1.1\r\nHost: gw.test\r\n\r\n")
                  .getBytes(UTF_8));
        }
        publish(node, "chat", node + "." + i);
      }
      assertThat(client.next(3)).containsExactly(node + ".0", node + ".1", node + ".2");
    }
  }

  @Test
  void aCursorThatIsNotOneIsRefused() {
    PollClient client = both("/chat");
    client.open();
    String cursor = client.cursor();
    String forged = cursor.substring(0, cursor.indexOf('.') + 1) + "A".repeat(22) + ".1";
    for (int node = 0; node < 2; node++) {
      client.poll(); // it would end by its silence otherwise
      assertRefused(client.ask("x").join(), 400, "poll_cursor");
      assertRefused(client.ask("x".repeat(3000)).join(), 400, "poll_cursor");
      assertRefused(client.ask(cursor + "&poll=" + cursor).join(), 400, "poll_cursor");
      client.poll();
      assertRefused(client.ask(cursor + "0").join(), 400, "poll_cursor");
      assertRefused(client.ask(forged).join(), 410, "poll_gone");
      assertRefused(client.ask("n" + cursor.substring(8)).join(), 410, "poll_gone");
      assertRefused(both("/quiet").ask(cursor).join(), 400, "poll_cursor");
      client.ask("").join(); // a session of the other node
    }
    client.poll();
  }

  @Test
  void inventedCursorsAreLimitedAndHarmNoSession() throws Exception {
    try (RunningGateway attacked = RunningGateway.of(CONFIG.replace("$most", "5"))) {
      PollClient client = PollClient.of(attacked, "/quiet");
      client.open();
      int port = attacked.gateway().httpPort();
      String other = "another." + PollCursor.parse(client.cursor()).orElseThrow().session() + ".1";
      // Each event loop counts its own; a connection stays at one.
      try (RawSocket attacker = RawSocket.tcp(port)) {
        List<String> seen = new ArrayList<>();
        for (String cursor = "x";
            !seen.contains("429");
            cursor = seen.size() % 2 == 0 ? "x" : other) {
          attacker.send(
              RawHttp.request("GET /quiet?poll=" + cursor + " HTTP/1.1", "Host: gw.test")
                  .getBytes(UTF_8));
          String head = attacker.readHead();
          seen.add(head.replaceFirst("(?s).*HTTP/1.1 (\\d+) .*", "$1"));
          assertThat(head.contains("Retry-After: ")).isEqualTo(seen.contains("429"));
          assertThat(seen).hasSizeLessThan(10_000);
        }
        assertThat(seen).contains("400", "410").hasSizeGreaterThan(20);
        attacker.send(
            RawHttp.request("GET /quiet?poll=" + client.cursor() + " HTTP/1.1", "Host: gw.test")
                .getBytes(UTF_8));
        assertThat(attacker.readHead()).contains("HTTP/1.1 204 ");
      }
      assertThat(attacked.metric("gateway_handshakes_total{outcome=\"poll_limit\"}")).isPositive();
    }
  }

  @Test
  void theLongestAnswerOfAnotherNodeArrives() throws Exception {
    int most = 400_000;
    try (RunningCluster two =
        RunningCluster.waiting(
            2,
            """
            limits: {messageBytes: $most}
            endpoints: [{path: /chat, channel: chat, onMessage: publish}]
            """
                .replace("$most", Integer.toString(most)))) {
      PollClient client = PollClient.of(two.node(0), "/chat");
      client.open();
      // Each of its characters takes six bytes in the answer.
      String text = "\u0001".repeat(most);
      try (PlainClient socket = PlainClient.connect(two.node(0).ws("/chat"))) {
        socket.send(text);
        socket.next();
        HttpResponse<String> answer =
            PollClient.of(two.node(1), "/chat").ask(client.cursor()).join();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonArray(answer.body()).getString(0).equals(text)).isTrue();
      }
    }
  }

  @Test
  void eachPollShowsItsOwnToken() throws Exception {
    PollClient client = both("/own", bearer(KEY.user("al")));
    assertThat(client.open()).isEqualTo(new JsonArray());
    PollClient eve = both("/own", bearer(KEY.user("eve")));
    PollClient nobody = both("/own");
    PollClient late = both("/own", bearer(KEY.until("al", Instant.now().getEpochSecond() - 5)));
    for (int node = 0; node < 2; node++) {
      assertRefused(eve.ask(client.cursor()).join(), 403, "poll_user");
      assertRefused(nobody.ask(client.cursor()).join(), 401, "token_missing");
      assertRefused(late.ask(client.cursor()).join(), 401, "token_expired");
    }
    publish(1, "user:al", "for al");
    assertThat(client.next(1)).containsExactly("for al");
    // The session lives as long as the token that it was opened with.
    PollClient brief = both("/own", bearer(KEY.until("al", Instant.now().getEpochSecond() + 2)));
    brief.open();
    PollClient other = both("/own", bearer(KEY.user("al")));
    HttpResponse<String> end = untilEnd(other, brief.cursor());
    assertThat(assertRefused(end, 410, "poll_ended").getJsonObject("close").getInteger("code"))
        .isEqualTo(4401);
  }

  private static HttpResponse<String> untilEnd(PollClient client, String first) {
    String cursor = first;
    while (true) {
      HttpResponse<String> answer = client.ask(cursor).join();
      if (answer.statusCode() != 200 && answer.statusCode() != 204) {
        return answer;
      }
      cursor = answer.headers().firstValue("Poll-Cursor").orElseThrow();
    }
  }

  @Test
  void aBlockedUserIsToldAndRefused() throws Exception {
    PollClient client = both("/own", bearer(KEY.user("mallory")));
    client.open();
    CompletableFuture<HttpResponse<String>> parked = client.ask(client.cursor());
    assertThat(node(1).api("block", "{\"user\": \"mallory\", \"seconds\": 600}").body())
        .isEqualTo("{\"result\":{}}");
    HttpResponse<String> answer = parked.join();
    if (answer.statusCode() == 410) {
      JsonObject close = new JsonObject(answer.body()).getJsonObject("close");
      assertThat(close.getInteger("code")).isEqualTo(1008);
    }
    assertRefused(client.ask(client.cursor()).join(), 403, "user_blocked");
    assertRefused(client.ask("").join(), 403, "user_blocked");
  }

  @Test
  void sessionsAreBoundedAndEndWithoutPolls() throws Exception {
    List<PollClient> clients = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      PollClient client = PollClient.of(lone, i == 0 ? "/slow" : "/quiet");
      client.open();
      clients.add(client);
    }
    assertRefused(PollClient.of(lone, "/quiet").ask("").join(), 429, "address_limit");
    // Each has one poll that waits, however many it sends.
    List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
    clients.forEach(
        client -> IntStream.range(0, 3).forEach(i -> polls.add(client.ask(client.cursor()))));
    assertThat(lone.connections("poll")).isEqualTo(MOST);
    polls.forEach(CompletableFuture::join);
    for (int i = 0; i < 4; i++) {
      String body =
          new JsonObject().put("channel", "slow").put("data", "x".repeat(40_000)).encode();
      assertThat(lone.api("publish", body).body()).isEqualTo("{\"result\":{}}");
    }
    await().until(() -> lone.connections("poll") == 0);
    for (PollClient client : clients) {
      JsonObject close =
          assertRefused(client.ask(client.cursor()).join(), 410, "poll_ended")
              .getJsonObject("close");
      if (client == clients.get(0)) {
        assertThat(close.getInteger("code")).isEqualTo(1013);
        assertThat(close.getString("reason")).startsWith("slow");
      } else {
        assertThat(close.getInteger("code")).isIn(1001, 1013);
      }
    }
    List<PollClient> own = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      own.add(PollClient.of(lone, "/own", bearer(KEY.user("bo"))));
      own.get(i).open();
    }
    assertRefused(
        PollClient.of(lone, "/own", bearer(KEY.user("bo"))).ask("").join(), 429, "user_limit");
  }

  @Test
  void pagesOfListedOriginsMayPoll() throws Exception {
    PollClient client = PollClient.of(node(0), "/chat");
    HttpResponse<String> answer = client.ask("", "Origin", "https://page.example").join();
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://page.example");
    assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
        .contains("Poll-Cursor");
    client.taken(answer);
    assertRefused(
        client.ask(client.cursor(), "Origin", "https://evil.example").join(), 403, "origin");
    assertRefused(client.ask("", "Origin", "https://evil.example").join(), 403, "origin");
    client.poll();
  }

  @Test
  void aPollHasNoBody() {
    RawHttp.Answer answer =
        RawHttp.exchange(
            node(0).gateway().httpPort(),
            RawHttp.request("GET /chat?poll= HTTP/1.1", "Host: gw.test", "Content-Length: 3")
                + "abc");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("body");
  }

  @Test
  void strictlyAlternatingNodesGiveEverythingOnceAndInOrder() throws Exception {
    List<PollClient> clients = List.of(both("/chat"), both("/chat"));
    clients.get(1).ask("").join(); // begins at the other node
    clients.forEach(PollClient::open);
    int count = 300;
    Thread publisher =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < count; i++) {
                  publish(i % 2, "chat", Integer.toString(i));
                }
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    publisher.start();
    List<CompletableFuture<List<Object>>> received =
        clients.stream()
            .map(client -> CompletableFuture.supplyAsync(() -> client.next(count)))
            .toList();
    for (CompletableFuture<List<Object>> all : received) {
      List<Object> numbers = all.join();
      assertThat(numbers).doesNotHaveDuplicates().hasSize(count);
      // Of each node's publications the order is promised.
      for (int node = 0; node < 2; node++) {
        int parity = node;
        assertThat(
                numbers.stream()
                    .map(n -> Integer.parseInt((String) n))
                    .filter(n -> n % 2 == parity))
            .isSorted();
      }
    }
    publisher.join();
  }

  @Test
  void aDrainingNodeTellsItsClientsAndForwardsPolls() throws Exception {
    try (RunningGateway drained = RunningGateway.of(CONFIG.replace("$most", "5"))) {
      PollClient client = PollClient.of(drained, "/quiet");
      client.open();
      drained.api("drain", "{}");
      HttpResponse<String> end = untilEnd(client, client.cursor());
      JsonObject close = assertRefused(end, 410, "poll_ended").getJsonObject("close");
      assertThat(close.getInteger("code")).isEqualTo(1012);
      assertThat(close.getString("reason")).startsWith("service restart retry-ms=");
      assertThat(close.getInteger("retryMillis")).isPositive();
      assertRefused(client.ask("").join(), 503, "draining");
    }
  }
}
