package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.Hs256;
import io.wsgateway.support.EventClient;
import io.wsgateway.support.EventParser.Event;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.RunningGateway;
import io.wsgateway.support.TestBackend;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that send by POST, on two nodes. */
final class PostIT {
  private static final Hs256 KEY = Hs256.KEY;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String TEXT = "text/plain";
  private static final String JSON = "application/json; charset=\"UTF-8\"";
  private static final String BYTES = "application/octet-stream";
  private static final String CONFIG =
      """
      origins: {allow: ["https://page.example", "https://*.site.example"]}
      auth: {cookie: session, jwt: {leewaySeconds: 0, keys: [{alg: HS256, secret: %s}]}}
      channels: {namespaces: {user: {}}}
      limits: {connectionsPerUser: 1, messageBytes: 8192, messagesPerSecond: 50, messageSeconds: 2}
      endpoints:
        - {path: /chat, channel: chat, onMessage: publish}
        - {path: /prices, channel: prices, data: json, frames: json, onMessage: publish}
        - {path: /echo, channel: chat, onMessage: echo, reply: "got {message}", data: json}
        - {path: /ignore, channel: chat, onMessage: ignore}
        - {path: /text, channel: chat, binary: false, onMessage: ignore}
        - {path: /ask, channel: chat, onMessage: forward, awaitReply: true}
        - {path: /tell, channel: nobody, onMessage: forward}
        - {path: /own, channel: "user:{user}", auth: token}
      """
          .formatted(KEY.secret());

  private static RunningCluster cluster;
  private static TestBackend backend;

  @BeforeAll
  static void start() {
    cluster = RunningCluster.of(2, CONFIG);
    backend = TestBackend.join(cluster);
    EventBus bus = backend.eventBus();
    bus.<Object>consumer(
            "gateway.inbound",
            message -> {
              String asked = String.valueOf(message.body());
              if (asked.equals("json")) {
                message.reply(new JsonObject().put("user", message.headers().get("user")));
              } else if (asked.equals("bytes")) {
                message.reply(Buffer.buffer(new byte[] {0, -1}));
              } else if (asked.equals("nothing")) {
                message.reply(null);
              } else if (asked.equals("no")) {
                message.fail(422, "bad order");
              } else {
                message.reply("re: " + asked);
              }
            })
        .completion()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  @AfterAll
  static void stop() {
    backend.close();
    cluster.close();
  }

  private static RunningGateway node(int index) {
    return cluster.node(index);
  }

  private static HttpResponse<byte[]> post(
      int node, String path, String type, byte[] body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + node(node).gateway().httpPort() + path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> post(String path, String type, String body, String... headers)
      throws Exception {
    return post(0, path, type, body.getBytes(UTF_8), headers);
  }

  private static void assertAnswer(HttpResponse<byte[]> answer, int status, String body) {
    assertThat(new String(answer.body(), UTF_8)).isEqualTo(body);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  private static JsonObject assertRefused(HttpResponse<byte[]> answer, int status, String code) {
    JsonObject body = new JsonObject(new String(answer.body(), UTF_8));
    assertThat(body.getString("code")).isEqualTo(code);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Vary")).contains("Origin");
    return body;
  }

  @Test
  void whatIsPostedToAnyNodeIsPublishedInOrder() throws Exception {
    try (EventClient events = EventClient.connect(node(0), "/chat");
        PlainClient socket = PlainClient.connect(node(1).ws("/chat"))) {
      assertAnswer(post(1, "/chat", TEXT, "é\r\n1".getBytes(UTF_8)), 204, "");
      assertAnswer(post(1, "/chat", JSON, "{\"a\":1.0}".getBytes(UTF_8)), 204, "");
      assertAnswer(post(1, "/chat", BYTES, new byte[] {0, -1}), 204, "");
      assertAnswer(post(1, "/chat", TEXT, new byte[0]), 204, "");
      assertThat(socket.next(4)).containsExactly("é\r\n1", "{\"a\":1.0}", "binary:00ff", "");
      assertThat(List.of(events.nextEvent(), events.nextEvent(), events.nextEvent()))
          .containsExactly(
              Event.message("é\n1"), Event.message("{\"a\":1.0}"), new Event("binary", "AP8="));
      assertThat(events.next()).isEmpty();
    }
  }

  @Test
  void objectsMayBeWrappedAndAreAnsweredBare() throws Exception {
    try (EventClient events = EventClient.connect(node(1), "/prices")) {
      events.next();
      assertAnswer(post("/prices", JSON, "{\"id\":7,\"data\":[1]}"), 204, "");
      assertAnswer(post("/prices", JSON, "[2]"), 204, "");
      assertThat(events.next()).isEqualTo("{\"data\":[1]}");
      assertThat(events.next()).isEqualTo("{\"data\":[2]}");
      assertRefused(post("/prices", JSON, "{\"token\":\"x\"}"), 400, "invalid");
      assertThat(
              assertRefused(post("/prices", JSON, "{\"id\":[],\"data\":1}"), 400, "invalid")
                  .getString("at"))
          .isEqualTo("/id");
    }
  }

  @Test
  void repliesComeInTheBody() throws Exception {
    assertAnswer(post("/echo", TEXT, "[1]"), 200, "got [1]");
    assertAnswer(post("/ignore", TEXT, "x"), 204, "");
    HttpResponse<byte[]> text = post("/ask", TEXT, "x");
    assertAnswer(text, 200, "re: x");
    assertThat(text.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    HttpResponse<byte[]> json = post("/ask", TEXT, "json");
    assertThat(json.headers().firstValue("Content-Type")).contains("application/json");
    HttpResponse<byte[]> bytes = post("/ask", TEXT, "bytes");
    assertThat(bytes.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(bytes.body()).containsExactly(0, -1);
    assertAnswer(post("/ask", TEXT, "nothing"), 204, "");
    assertAnswer(post("/tell", TEXT, "x"), 204, "");
  }

  @Test
  void aBackendsRefusalIsTheAnswer() throws Exception {
    HttpResponse<byte[]> no = post("/ask", TEXT, "no");
    assertThat(no.statusCode()).isEqualTo(422);
    assertThat(new JsonObject(new String(no.body(), UTF_8)).getString("message"))
        .isEqualTo("bad order");
  }

  @Test
  void whatIsWrongWithAMessageIsToldByTheStatus() throws Exception {
    assertRefused(post("/echo", JSON, "{\"a\":"), 400, "invalid");
    assertRefused(post("/echo", BYTES, "1"), 415, "unsupported");
    assertRefused(post("/text", BYTES, "1"), 415, "unsupported");
    for (String type :
        List.of(
            "application/x-www-form-urlencoded", "text/html", "text/plain; charset=latin1", "")) {
      assertRefused(post("/chat", type, "x"), 415, "media_type");
    }
    assertRefused(post("/chat", TEXT, "x", "Content-Encoding", "gzip"), 415, "media_type");
    assertRefused(post(0, "/chat", TEXT, new byte[] {(byte) 0xC3}), 415, "media_type");
    assertRefused(post(0, "/chat", BYTES, new byte[8193]), 413, "too_large");
    assertAnswer(post(0, "/ignore", BYTES, new byte[8192]), 204, "");
    assertThat(post("/nowhere", TEXT, "x").statusCode()).isEqualTo(404);
    RawHttp.Answer chunked =
        ask(
            "POST /chat HTTP/1.1",
            "Host: gw.test",
            "Content-Type: text/plain",
            "Transfer-Encoding: chunked",
            "",
            "2001\r\n" + "x".repeat(0x2001),
            "0",
            "");
    assertThat(chunked.code()).isEqualTo("too_large");
    RawHttp.Answer put = ask("PUT /chat HTTP/1.1", "Host: gw.test", "Content-Length: 0");
    assertThat(put.status()).isEqualTo(405);
    assertThat(put.header("Allow")).contains("GET, POST");
  }

  @Test
  void aPageThatSendsNoOriginIsKnownByItsSite() {
    String[] stream = {
      "GET /chat HTTP/1.1",
      "Host: gw.test",
      "Accept: text/event-stream",
      "Sec-Fetch-Site: cross-site"
    };
    RawHttp.Answer answer = ask(stream);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("origin");
  }

  private static RawHttp.Answer ask(String... lines) {
    return RawHttp.exchange(node(0).gateway().httpPort(), RawHttp.request(lines));
  }

  @Test
  void aTokenIsNeededWhereTheEndpointSaysSo() throws Exception {
    assertRefused(post("/own", TEXT, "x"), 401, "token_missing");
    assertRefused(
        post("/own", TEXT, "x", "Authorization", "Bearer " + KEY.until("a", 1000)),
        401,
        "token_expired");
    String cookie = "session=" + KEY.user("alice");
    assertRefused(post("/own", TEXT, "x", "Cookie", cookie), 403, "origin");
    assertRefused(
        post("/own", TEXT, "x", "Cookie", cookie, "Sec-Fetch-Site", "same-origin"), 403, "origin");
    String[] bearer = {"Authorization", "Bearer " + KEY.user("alice")};
    // The user has as many connections as she may have; a message is none.
    try (EventClient alice = EventClient.connect(node(0), "/own", bearer)) {
      assertAnswer(post("/own", TEXT, "mine", bearer), 204, "");
      HttpResponse<byte[]> page =
          post("/own", TEXT, "paged", "Cookie", cookie, "Origin", "https://page.example");
      assertAnswer(page, 204, "");
      assertThat(page.headers().firstValue("Access-Control-Allow-Credentials")).contains("true");
      assertThat(alice.next()).isEqualTo("mine");
      assertThat(alice.next()).isEqualTo("paged");
    }
    assertRefused(post("/chat", TEXT, "x", "Origin", "https://evil.example"), 403, "origin");
    // A page of a subdomain brings the cookie without being asked, so only its own token counts.
    String[] sibling = {"Origin", "https://any.site.example", "Cookie", cookie};
    assertRefused(post("/own", TEXT, "x", sibling), 403, "origin");
    assertAnswer(
        post("/own", TEXT, "x", "Origin", "https://any.site.example", bearer[0], bearer[1]),
        204,
        "");
  }

  @Test
  void aSenderHasTheLimitsOfAConnection() throws Exception {
    String[] bob = {"Authorization", "Bearer " + KEY.user("bob")};
    HttpResponse<byte[]> answer = post("/own", TEXT, "x", bob);
    for (int i = 0; i < 1000 && answer.statusCode() == 204; i++) {
      answer = post("/own", TEXT, "x", bob);
    }
    assertRefused(answer, 429, "message_limit");
    assertThat(answer.headers().firstValue("Retry-After").orElse("")).matches("[1-3]");
    assertThat(answer.headers().firstValue("Connection")).isEmpty();
    assertThat(node(0).metric("gateway_rate_limited_total{what=\"messages\"}")).isPositive();
    // Others are not concerned.
    String[] carol = {"Authorization", "Bearer " + KEY.user("carol")};
    assertAnswer(post("/own", TEXT, "x", carol), 204, "");
    await().until(() -> post("/own", TEXT, "x", bob).statusCode() == 204);
  }

  @Test
  void aConnectionIsKeptForManyMessages() throws Exception {
    try (RawSocket socket = RawSocket.tcp(node(0).gateway().httpPort())) {
      for (int i = 0; i < 10; i++) {
        socket.send(
            ("POST /ignore HTTP/1.1\r\nHost: gw.test\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: 1\r\n\r\nx")
                .getBytes(UTF_8));
        assertThat(socket.readHead())
            .startsWith("HTTP/1.1 204 ")
            .doesNotContainIgnoringCase("close");
      }
      // Then a stream on the same connection.
      socket.send(
          "GET /chat HTTP/1.1\r\nHost: gw.test\r\nAccept: text/event-stream\r\n\r\n"
              .getBytes(UTF_8));
      assertThat(socket.readHead()).startsWith("HTTP/1.1 200 ");
      assertAnswer(post("/chat", TEXT, "last"), 204, "");
      StringBuilder read = new StringBuilder();
      while (!read.toString().contains("data: last\n\n")) {
        read.append((char) socket.readByte());
      }
    }
  }

  @Test
  void aUserWhoIsBlockedWhileTheBodyArrivesSendsNothing() throws Exception {
    try (RawSocket socket = RawSocket.tcp(node(0).gateway().httpPort())) {
      socket.send(
          ("POST /own HTTP/1.1\r\nHost: gw.test\r\nContent-Type: text/plain\r\n"
                  + "Content-Length: 4\r\nAuthorization: Bearer "
                  + KEY.user("mallory")
                  + "\r\n\r\nla")
              .getBytes(UTF_8));
      assertThat(node(1).api("block", "{\"user\": \"mallory\", \"seconds\": 600}").body())
          .isEqualTo("{\"result\":{}}");
      socket.send("te".getBytes(UTF_8));
      assertThat(socket.readHead()).startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void aBodyThatTricklesIsCutAndHurtsNobody() throws Exception {
    List<RawSocket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        RawSocket socket = RawSocket.tcp(node(0).gateway().httpPort());
        slow.add(socket);
        socket.send(
            ("POST /chat HTTP/1.1\r\nHost: gw.test\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: 1000\r\n\r\nx")
                .getBytes(UTF_8));
      }
      assertAnswer(post("/ignore", TEXT, "x"), 204, "");
      for (RawSocket socket : slow) {
        assertThat(socket.readHead()).startsWith("HTTP/1.1 408 ");
      }
    } finally {
      slow.forEach(RawSocket::close);
    }
  }

  @Test
  void aDrainingNodeSendsMessagesElsewhere() throws Exception {
    String patient = CONFIG.replace("messageSeconds: 2", "messageSeconds: 60");
    try (RunningGateway drained = RunningGateway.of(patient);
        RawSocket midway = RawSocket.tcp(drained.gateway().httpPort())) {
      midway.send(
          ("POST /ignore HTTP/1.1\r\nHost: gw.test\r\nContent-Type: text/plain\r\n"
                  + "Content-Length: 2\r\n\r\nx")
              .getBytes(UTF_8));
      drained.api("drain", "{}");
      await()
          .until(
              () ->
                  RawHttp.exchange(
                              drained.gateway().httpPort(),
                              RawHttp.request(
                                  "POST /chat HTTP/1.1",
                                  "Host: gw.test",
                                  "Content-Type: text/plain",
                                  "Content-Length: 0",
                                  "Connection: close"))
                          .status()
                      == 503);
      midway.send("y".getBytes(UTF_8));
      assertThat(midway.readHead()).startsWith("HTTP/1.1 503 ");
    }
  }
}
