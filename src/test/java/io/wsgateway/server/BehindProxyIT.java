package io.wsgateway.server;

import static io.wsgateway.support.RawHttp.request;
import static io.wsgateway.support.RawHttp.upgrade;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.server.admission.RefusalLogs;
import io.wsgateway.support.Logs;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawHttp.Answer;
import io.wsgateway.support.RawSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxies in front as people set them up, and balancers that look whether this node is well. */
class BehindProxyIT {
  private TestGateway gateway;

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Answer send(String... lines) {
    List<String> all = new ArrayList<>(List.of(lines));
    if (all.stream().noneMatch(line -> line.startsWith("Connection:"))) {
      all.add("Connection: close");
    }
    return RawHttp.exchange(gateway.port(), request(all.toArray(new String[0])));
  }

  /** nginx with {@code proxy_set_header Connection "upgrade"} on all requests. */
  @Test
  void anUpgradeThatNamesNothingIsAPlainRequest() {
    gateway = TestGateway.start("demo: {enabled: true}");
    Map<String, Integer> answers =
        Map.of(
            "GET /", 200,
            "HEAD /", 200,
            "GET /demo/chat.js", 200,
            "GET /client/reconnect.js", 200,
            "GET /healthz", 200,
            "GET /ws", 426,
            "GET /rooms/blue", 426,
            "GET /nothing", 404);
    for (String headers :
        List.of(
            "Connection: upgrade",
            "Connection: keep-alive, Upgrade",
            "Connection: upgrade\r\nUpgrade:")) {
      answers.forEach(
          (line, status) -> {
            try (RawSocket raw = RawSocket.tcp(gateway.port())) {
              raw.send(request(line + " HTTP/1.1", "Host: a", headers).getBytes(ISO_8859_1));
              assertThat(raw.readHead()).as(line).startsWith("HTTP/1.1 " + status + " ");
            }
          });
    }
    assertThat(gateway.infos).isEmpty();
  }

  @Test
  void pagesNameTheMethodsThatTheyTake() {
    gateway = TestGateway.start("demo: {enabled: true}");
    for (String path : List.of("/", "/demo/chat.js", "/demo/node.json", "/client/reconnect.js")) {
      for (String method : List.of("OPTIONS", "POST", "PUT", "DELETE", "BREW")) {
        Answer answer = send(method + " " + path + " HTTP/1.1", "Host: a");
        assertThat(answer.status()).as("%s %s", method, path).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("GET, HEAD");
        assertThat(answer.code()).isEqualTo("bad_method");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/health"})
  void balancersAreToldWhetherClientsShouldCome(String path) {
    gateway = TestGateway.start("http: {host: 127.0.0.1, port: 0, allowedHosts: [ws.example.com]}");
    for (boolean ready : new boolean[] {true, false, true}) {
      gateway.ready = ready;
      for (String method : List.of("GET", "HEAD")) {
        for (String[] lines :
            List.of(
                new String[] {method + " " + path + "?from=lb HTTP/1.1", "Host: 10.0.0.5:8080"},
                new String[] {method + " " + path + " HTTP/1.1"},
                new String[] {method + " " + path + " HTTP/1.0"})) {
          Answer answer = send(lines);
          assertThat(answer.status()).isEqualTo(ready ? 200 : 503);
          assertThat(answer.body()).isEmpty();
          assertThat(answer.header("Content-Length")).contains("0");
          assertThat(answer.header("Cache-Control")).contains("no-store");
        }
      }
    }
    Answer posted = send("POST " + path + " HTTP/1.1", "Host: a", "Content-Length: 0");
    assertThat(posted.status()).isEqualTo(405);
    assertThat(posted.header("Allow")).contains("GET, HEAD");
  }

  @Test
  void anOriginThatOnlyAProxysSchemeMakesForeignIsToldSo() {
    gateway = TestGateway.start("http: {host: 127.0.0.1, port: 0, trustedProxies: [127.0.0.0/8]}");
    try (Logs logs = RefusalLogs.open()) {
      List<String> lines = upgrade("/ws");
      lines.addAll(
          List.of(
              "Origin: https://gw.test", "X-Forwarded-For: 8.8.8.8", "X-Forwarded-Proto: http"));
      assertThat(send(lines.toArray(new String[0])).status()).isEqualTo(403);
      assertThat(logs.lines().get(0))
          .contains("origin.refused", "because a proxy said http:", "http://gw.test (Host");
    }
  }

  @Test
  void aProxyThatIsNotListedIsNamedAndSoIsTheKey() {
    gateway =
        TestGateway.start(
            "http: {host: 127.0.0.1, port: 0, trustedProxies: [10.0.0.0/8]}",
            "limits: {connectionsPerAddress: 1}");
    try (Logs logs = RefusalLogs.open();
        RawSocket first = RawSocket.tcp(gateway.port())) {
      first.send(RawSocket.handshake(gateway.port(), "/ws", "X-Forwarded-For: 8.8.8.8"));
      assertThat(first.readHead()).startsWith("HTTP/1.1 101 ");
      String trust = "remedy=http.trustedProxies: [\"10.0.0.0/8\", \"127.0.0.1/32\"]";
      assertThat(logs.pairs(0)).contains("event=proxy.undeclared", trust);
      assertThat(logs.lines().get(0)).contains("not in http.trustedProxies");
      List<String> lines = upgrade("/ws");
      lines.add("X-Forwarded-For: 8.8.4.4");
      assertThat(send(lines.toArray(new String[0])).status()).isEqualTo(429);
      assertThat(logs.pairs(1)).contains("event=address.refused", trust);
    }
  }

  @Test
  void aLimitPerAddressAsksForTheProxyFirst() {
    gateway = TestGateway.start("limits: {connectionsPerAddress: 1}");
    try (Logs logs = RefusalLogs.open();
        RawSocket first = RawSocket.open(gateway.port(), "/ws")) {
      assertThat(send(upgrade("/ws").toArray(new String[0])).status()).isEqualTo(429);
      assertThat(first.echoes("still here")).isTrue();
      assertThat(logs.pairs(0))
          .contains("event=address.refused", "remedy=limits.connectionsPerAddress: 2");
      assertThat(logs.lines().get(0))
          .containsSubsequence("http.trustedProxies", "limits.connectionsPerAddress");
    }
  }
}
