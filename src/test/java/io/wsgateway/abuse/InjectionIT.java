package io.wsgateway.abuse;

import static io.wsgateway.support.RawHttp.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.support.Logs;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawHttp.Answer;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import io.wsgateway.support.Unharmed;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients write into logs, metrics and answers. */
class InjectionIT {
  private static final String SECRET = "s3cr3t-t0ken";
  private static RunningGateway gateway;

  @RegisterExtension
  static final Unharmed UNHARMED =
      new Unharmed(() -> RawSocket.open(port(), "/echo"), () -> gateway.connections());

  @BeforeAll
  static void start() throws Exception {
    gateway =
        RunningGateway.of(
            """
            endpoints:
              - {path: /echo, channel: echo, onMessage: echo, reply: "{message}"}
              - {path: "/rooms/{room}", channel: "room:{room}", binary: false}
            channels: {namespaces: {room: {}}}
            """);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static int port() {
    return gateway.gateway().httpPort();
  }

  @Test
  @DisplayName("H30 a query, a header or a message is never in the log")
  void whatIsSecretIsNotLogged() {
    try (Logs logs = new Logs()) {
      String query = "?token=" + SECRET;
      try (RawSocket raw = RawSocket.open(port(), "/rooms/blue" + query)) {
        assertThat(raw.sendText(SECRET).readText()).isEqualTo(SECRET);
        raw.send(RawSocket.frame(RawSocket.BINARY, SECRET.getBytes(UTF_8)));
        assertThat(raw.readClose().closeCode()).isEqualTo(1003);
      }
      for (String path : List.of("/echo" + query, "/nothing" + query, "/" + SECRET)) {
        Answer answer =
            RawHttp.exchange(
                port(),
                request(
                    "GET " + path + " HTTP/1.1",
                    "Host: gw.test",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Protocol: bearer, " + SECRET,
                    "Authorization: Bearer " + SECRET,
                    "Cookie: session=" + SECRET,
                    "Referer: http://gw.test/?" + SECRET));
        assertThat(answer.status()).isIn(404, 426);
        assertThat(answer.head() + answer.body()).doesNotContain(SECRET);
      }
      var foreign = RawHttp.upgrade("/echo" + query);
      foreign.add("Origin: https://evil.example");
      assertThat(RawHttp.exchange(port(), request(foreign.toArray(new String[0]))).status())
          .isEqualTo(403);
      await().until(() -> gateway.connections() == 1);
      await().until(() -> logs.lines().stream().anyMatch(l -> l.contains("client.disconnected")));
      assertThat(logs.lines()).noneMatch(line -> line.contains(SECRET));
    }
  }

  @Test
  @DisplayName("A25 whatever clients are called, there are no more series")
  void namesAreNoSeries() throws Exception {
    visit("warm");
    Set<String> before = series();
    // Fewer than the lines of a second that are logged, on which the other test here waits.
    for (int i = 0; i < 40; i++) {
      visit("x" + i);
    }
    await().until(() -> gateway.connections() == 1);
    assertThat(series()).isEqualTo(before);
  }

  private static void visit(String name) {
    byte[] handshake =
        RawSocket.handshake(
            port(),
            "/rooms/" + name + "?" + name,
            "User-Agent: ${jndi:ldap://" + name + "}",
            "Sec-WebSocket-Protocol: " + name,
            "X-Request-Id: " + name);
    try (RawSocket raw = RawSocket.tcp(port()).send(handshake)) {
      assertThat(raw.readHead()).startsWith("HTTP/1.1 101 ");
      raw.sendText(name).readText();
      raw.sendClose(4500 + Math.floorMod(name.hashCode(), 400), name).readClose();
    }
    for (String line : List.of("GET /" + name, name.toUpperCase(Locale.ROOT) + " /echo")) {
      RawHttp.exchange(port(), request(line + " HTTP/1.1", "Host: gw.test", "Upgrade: " + name));
    }
    var foreign = RawHttp.upgrade("/echo");
    foreign.add("Origin: https://" + name + ".example");
    RawHttp.exchange(port(), request(foreign.toArray(new String[0])));
  }

  /** The scrapes themselves are GETs, whose series come with the first. */
  private static Set<String> series() throws Exception {
    gateway.management("/metrics");
    return gateway
        .management("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("gateway_") || line.startsWith("vertx_http_server"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /%zz HTTP/1.1\r\nHost: a",
        "GET /\u00e9\u0000 HTTP/1.1\r\nHost: a",
        "GET / HTTP/9.9\r\nHost: a",
        "GARBAGE",
        "GET /metrics HTTP/1.1\r\nHost: a b",
        "POST /api/publish HTTP/1.1\r\nHost: a\r\nX-API-Key: wrong\r\nContent-Length: 1",
        "POST /api/publish HTTP/1.1\r\nHost: a\r\nContent-Length: -1",
        "POST /api/nothing HTTP/1.1\r\nHost: a\r\nX-API-Key: ${key}\r\nContent-Length: 0",
        "POST /api/publish HTTP/1.1\r\nHost: a\r\nX-API-Key: ${key}\r\nContent-Length: 0",
        "DELETE /api/publish HTTP/1.1\r\nHost: a\r\nX-API-Key: ${key}",
        "GET /health/%2e%2e/ HTTP/1.1\r\nHost: a",
        "GET /../../etc/passwd HTTP/1.1\r\nHost: a"
      })
  @DisplayName("A26 an error of any port tells nothing of its inside")
  void errorsTellNothing(String head) {
    String bytes = request(head.replace("${key}", RunningGateway.KEY), "Connection: close");
    bytes = bytes.replace("\r\n\r\n", "\r\n\r\n{");
    var node = gateway.gateway();
    for (int port : List.of(node.httpPort(), node.managementPort(), node.apiPort())) {
      Answer answer = RawHttp.exchange(port, bytes);
      assertThat(answer.status()).isNotIn(500, 101);
      assertThat((answer.head() + answer.body()).toLowerCase(Locale.ROOT))
          .doesNotContain(
              "exception", "\tat ", "io.", "java", "vertx", "vert.x", "netty", "passwd", "server:")
          .doesNotContain(RunningGateway.KEY);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%zz", "/health/%", "/%a", "/api/%%41?%41"})
  @DisplayName("A25 A26 a path that cannot be decoded is told so, and fills no log")
  void anUndecodablePathFillsNoLog(String path) {
    var node = gateway.gateway();
    try (Logs logs = new Logs("io.vertx")) {
      for (int port : List.of(node.httpPort(), node.managementPort(), node.apiPort())) {
        Answer answer =
            RawHttp.exchange(
                port, request("GET " + path + " HTTP/1.1", "Host: a", "Connection: close"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\"", "begins an escape").doesNotContain("Host");
      }
      assertThat(logs.stackTraces()).isZero();
    }
    String query = request("GET /health/live?%zz HTTP/1.1", "Host: a", "Connection: close");
    assertThat(RawHttp.exchange(node.managementPort(), query).status()).isEqualTo(200);
  }
}
