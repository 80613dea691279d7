package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.Hs256;
import io.wsgateway.support.EventClient;
import io.wsgateway.support.EventParser;
import io.wsgateway.support.EventParser.Event;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.RunningGateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that receive server-sent events, on two nodes. */
final class EventStreamIT {
  private static final Hs256 KEY = Hs256.KEY;
  private static final int QUEUE = 131_072;
  private static final String CONFIG =
      """
      origins: {allow: ["https://page.example", "https://*.wild.example"]}
      auth: {cookie: session, jwt: {leewaySeconds: 0, keys: [{alg: HS256, secret: %s}]}}
      channels: {default: {slowConsumer: disconnect}, namespaces: {user: {}}}
      limits: {connectionsPerUser: 2, outboundQueueBytes: %d}
      keepAlive: {pingSeconds: 1, readIdleSeconds: 4, closeSeconds: 20}
      endpoints:
        - {path: /chat, channel: chat, onMessage: publish, welcome: "Hello\\nthere"}
        - {path: /json, channel: chat, frames: json, welcome: hi}
        - {path: /slow, channel: slow, onMessage: ignore}
        - {path: /own, channel: "user:{user}", auth: token}
        - {path: /soap, channel: chat, subprotocols: [soap], requireSubprotocol: true}
      """
          .formatted(KEY.secret(), QUEUE);

  private static RunningCluster cluster;

  @BeforeAll
  static void start() {
    cluster = RunningCluster.waiting(2, CONFIG);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void nobodyIsLeft() {
    for (RunningGateway node : cluster.nodes()) {
      await().until(() -> node.connections() == 0);
      assertThat(node.metric("gateway_outbound_queue_bytes")).isZero();
    }
  }

  private static RunningGateway node(int index) {
    return cluster.node(index);
  }

  private static void publish(int node, String channel, Object data) throws Exception {
    JsonObject body = new JsonObject().put("channel", channel).put("data", data);
    assertThat(node(node).api("publish", body.encode()).body()).isEqualTo("{\"result\":{}}");
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  @Test
  void theWelcomeComesFirstAndThenWhatAnyNodePublishes() throws Exception {
    try (EventClient here = EventClient.connect(node(0), "/chat");
        EventClient away = EventClient.connect(node(1), "/chat");
        PlainClient socket = PlainClient.connect(node(1).ws("/chat"))) {
      assertThat(here.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(here.header("Cache-Control")).isEqualTo("no-store");
      assertThat(here.header("X-Accel-Buffering")).isEqualTo("no");
      assertThat(socket.next()).isEqualTo("Hello\nthere");
      for (EventClient client : List.of(here, away)) {
        assertThat(client.next()).isEqualTo("Hello\nthere");
      }
      assertThat(node(0).connections("sse")).isEqualTo(1);
      assertThat(node(1).connections("sse")).isEqualTo(1);
      assertThat(node(1).connections("websocket")).isEqualTo(1);
      socket.send("two\r\nlines");
      socket.send(new byte[] {0, -1, -128});
      publish(0, "chat", new JsonObject().put("n", 1));
      for (EventClient client : List.of(here, away)) {
        List<Event> events = List.of(client.nextEvent(), client.nextEvent(), client.nextEvent());
        assertThat(events)
            .containsExactlyInAnyOrder(
                Event.message("two\nlines"),
                new Event("binary", "AP+A"),
                Event.message("{\"n\":1}"));
        assertThat(events.indexOf(Event.message("two\nlines")))
            .isLessThan(events.indexOf(new Event("binary", "AP+A")));
      }
    }
  }

  @Test
  void objectsAreEventsToo() throws Exception {
    try (EventClient client = EventClient.connect(node(0), "/json")) {
      assertThat(client.next()).contains("\"recovered\":false");
      assertThat(client.next()).isEqualTo("{\"text\":\"hi\"}");
      publish(1, "chat", "x");
      assertThat(client.next()).isEqualTo("{\"data\":\"x\"}");
    }
  }

  @Test
  void silenceIsFilledWithCommentsAndDoesNotEndTheStream() throws Exception {
    try (EventClient client = EventClient.connect(node(0), "/chat")) {
      client.next();
      // Longer than readIdleSeconds: only acknowledgements show that the client lives.
      await().atMost(Duration.ofSeconds(60)).until(() -> client.comments() >= 8);
      publish(0, "chat", 1);
      assertThat(client.next()).isEqualTo("1");
    }
  }

  @Test
  void credentialsAreRefusedByStatus() throws Exception {
    String[] none = {};
    String expired = KEY.until("old", 1000);
    assertRefused(EventClient.refused(node(0), "/own", none), 401, "token_missing");
    assertRefused(EventClient.refused(node(0), "/own", bearer(expired)), 401, "token_expired");
    assertRefused(EventClient.refused(node(0), "/own", bearer("a.b.c")), 401, "token_invalid");
    assertRefused(EventClient.refused(node(0), "/own", bearer(KEY.user("a#b"))), 403, "user");
    assertRefused(
        EventClient.refused(node(0), "/own", "Cookie", "session=" + KEY.user("eve")),
        403,
        "origin");
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code);
    assertThat(answer.headers().firstValue("Vary")).contains("Origin");
  }

  @Test
  void aUserHasAChannelAndALimitOfConnections() throws Exception {
    String token = KEY.user("alice");
    try (EventClient one = EventClient.connect(node(0), "/own", bearer(token));
        EventClient two = // a cookie of the gateway's own page
            EventClient.connect(
                node(0), "/own", "Cookie", "session=" + token, "Sec-Fetch-Site", "same-origin")) {
      HttpResponse<String> third = EventClient.refused(node(0), "/own", bearer(token));
      assertRefused(third, 429, "user_limit");
      assertThat(third.headers().firstValue("Retry-After")).isPresent();
      publish(1, "user:alice", "yours");
      assertThat(one.next()).isEqualTo("\"yours\"");
      assertThat(two.next()).isEqualTo("\"yours\"");
    }
  }

  @Test
  void aStreamEndsWithItsToken() throws Exception {
    long soon = Instant.now().getEpochSecond() + 2;
    try (EventClient client =
        EventClient.connect(node(0), "/own", bearer(KEY.until("dave", soon)))) {
      assertThat(client.ended()).isEqualTo("4401 token expired");
      assertThat(client.retry()).isEmpty();
    }
  }

  @Test
  void onlyListedPagesMayReadAndOnlyExactOnesWithCookies() throws Exception {
    try (EventClient exact =
            EventClient.connect(node(0), "/chat", "Origin", "https://page.example");
        EventClient wild =
            EventClient.connect(node(0), "/chat", "Origin", "https://a.wild.example");
        EventClient none = EventClient.connect(node(0), "/chat")) {
      assertThat(exact.header("Access-Control-Allow-Origin")).isEqualTo("https://page.example");
      assertThat(exact.header("Access-Control-Allow-Credentials")).isEqualTo("true");
      assertThat(wild.header("Access-Control-Allow-Origin")).isEqualTo("https://a.wild.example");
      assertThat(wild.header("Access-Control-Allow-Credentials")).isEmpty();
      assertThat(none.header("Access-Control-Allow-Origin")).isEmpty();
      for (EventClient client : List.of(exact, wild, none)) {
        assertThat(client.header("Vary")).isEqualTo("Origin");
      }
    }
    HttpResponse<String> evil =
        EventClient.refused(node(0), "/chat", "Origin", "https://evil.example");
    assertRefused(evil, 403, "origin");
    assertThat(evil.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void preflightsAreAnsweredWithoutATokenAndRemembered() {
    RawHttp.Answer answer = preflight("/own", "https://page.example");
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Access-Control-Allow-Origin")).contains("https://page.example");
    assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET, POST");
    assertThat(answer.header("Access-Control-Allow-Headers").orElse("")).contains("Authorization");
    assertThat(answer.header("Access-Control-Max-Age")).contains("7200");
    RawHttp.Answer evil = preflight("/own", "https://evil.example");
    assertThat(evil.status()).isEqualTo(403);
    assertThat(evil.header("Access-Control-Allow-Origin")).isEmpty();
    assertThat(preflight("/nowhere", "https://page.example").status()).isEqualTo(404);
  }

  private static RawHttp.Answer preflight(String path, String origin) {
    return ask(
        "OPTIONS " + path + " HTTP/1.1",
        "Host: gw.test",
        "Origin: " + origin,
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: authorization",
        "Connection: close");
  }

  private static RawHttp.Answer ask(String... lines) {
    return RawHttp.exchange(node(0).gateway().httpPort(), RawHttp.request(lines));
  }

  @Test
  void oddRequestsAreRefusedWithTheirReason() {
    String get = "GET /chat HTTP/1.1";
    String host = "Host: gw.test";
    String accept = "Accept: text/html, text/event-stream;q=0.9";
    assertThat(ask(get, host, accept, "Content-Length: 3", "", "abc").code()).isEqualTo("body");
    assertThat(ask(get, host, accept, "Transfer-Encoding: chunked", "", "0", "", "").code())
        .isEqualTo("body");
    assertThat(ask(get, host, accept, "Last-Event-ID: " + "7".repeat(7000)).code())
        .isEqualTo("event_id");
    assertThat(ask(get, host, accept, "Last-Event-ID: a\tb").code()).isEqualTo("event_id");
    assertThat(ask(get, host, accept, "Last-Event-ID: a\0b").status()).isEqualTo(400);
    assertThat(ask(get, host, accept, "Last-Event-ID: " + "7".repeat(20_000)).status())
        .isEqualTo(431);
    assertThat(ask(get, accept).code()).isEqualTo("bad_host");
    assertThat(ask(get, host, accept, "Origin: https://page.example", "Origin: null").code())
        .isEqualTo("origin");
    assertThat(ask("GET /soap HTTP/1.1", host, accept).code()).isEqualTo("subprotocol");
    assertThat(ask(get, host, "Accept: */*").code()).isEqualTo("upgrade_required");
  }

  @Test
  void whatFollowsTheRequestIsNoRequestAndBounded() throws Exception {
    try (RawSocket socket = stream("/chat", 0)) {
      socket.send("GET /healthz HTTP/1.1\r\nHost: gw.test\r\n\r\n".getBytes(UTF_8));
      publish(0, "chat", "after");
      assertThat(readUntil(socket, "\"after\"").get(0)).isEqualTo(Event.message("Hello\nthere"));
      byte[] flood = new byte[65_536];
      for (int i = 0; i < 64; i++) {
        socket.send(flood);
      }
      assertThat(socket.readToEnd()).isNotNegative();
    }
  }

  private static RawSocket stream(String path, int receiveBytes) {
    RawSocket socket = RawSocket.tcp(node(0).gateway().httpPort(), receiveBytes);
    socket.send(
        ("GET " + path + " HTTP/1.1\r\nHost: gw.test\r\nAccept: text/event-stream\r\n\r\n")
            .getBytes(UTF_8));
    assertThat(socket.readHead()).startsWith("HTTP/1.1 200 ");
    return socket;
  }

  /** Reads events up to one with this data, or to the end of the stream. */
  private static List<Event> readUntil(RawSocket socket, String data) {
    EventParser parser = new EventParser();
    List<Event> events = new ArrayList<>();
    for (int b = socket.readByte(); b >= 0; b = socket.readByte()) {
      events.addAll(parser.feed(String.valueOf((char) b)));
      if (!events.isEmpty() && events.get(events.size() - 1).data().equals(data)) {
        return events;
      }
    }
    return events;
  }

  @Test
  void aClientThatDoesNotReadEndsAsASlowSocketDoes() throws Exception {
    double before = node(0).metric("gateway_slow_consumers_total{policy=\"disconnect\"}");
    double closes = node(0).metric("gateway_closes_total{code=\"1013\"}");
    try (EventClient reader = EventClient.connect(node(0), "/slow");
        RawSocket mute = stream("/slow", 4096)) {
      int published = 0;
      String padding = "x".repeat(16_000);
      while (node(0).metric("gateway_slow_consumers_total{policy=\"disconnect\"}") == before) {
        assertThat(published).isLessThan(400);
        publish(0, "slow", published + padding);
        assertThat(reader.next()).startsWith("\"" + published + "x");
        published++;
      }
      List<Event> events = readUntil(mute, "nothing");
      Event end = events.get(events.size() - 1);
      assertThat(end.type()).isEqualTo("end");
      JsonObject reason = new JsonObject(end.data());
      assertThat(reason.getInteger("code")).isEqualTo(1013);
      assertThat(reason.getString("reason"))
          .matches("slow: over 131072 bytes wait \\(limits.outboundQueueBytes\\) retry-ms=\\d+");
      assertThat(events.subList(0, events.size() - 1).stream().map(e -> e.data().split("x", 2)[0]))
          .isEqualTo(IntStream.range(0, events.size() - 1).mapToObj(i -> "\"" + i).toList());
      assertThat(node(0).metric("gateway_closes_total{code=\"1013\"}")).isEqualTo(closes + 1);
      publish(0, "slow", "on");
      assertThat(reader.next()).isEqualTo("\"on\"");
    }
  }

  @Test
  void aDrainEndsStreamsWithADelay() throws Exception {
    try (RunningGateway drained = RunningGateway.of(CONFIG);
        EventClient client = EventClient.connect(drained, "/chat")) {
      drained.api("drain", "{}");
      assertThat(client.ended()).matches("1012 service restart retry-ms=\\d+");
      assertThat(client.retry()).matches("\\d+");
      HttpResponse<String> next = EventClient.refused(drained, "/chat");
      assertRefused(next, 503, "draining");
      assertThat(next.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void ageEndsStreamsWithADelay() throws Exception {
    try (RunningGateway young =
            RunningGateway.of(CONFIG + "drain: {maxConnectionAgeSeconds: 10}\n");
        EventClient client = EventClient.connect(young, "/chat")) {
      assertThat(client.next()).isEqualTo("Hello\nthere");
      assertThat(client.nextEvent().type()).isEqualTo("end");
      assertThat(client.retry()).matches("\\d+");
    }
  }
}
