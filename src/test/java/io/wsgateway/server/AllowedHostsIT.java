package io.wsgateway.server;

import static io.wsgateway.support.RawHttp.request;
import static io.wsgateway.support.RawHttp.upgrade;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.server.admission.RefusalLogs;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawHttp.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page whose own name resolves to this node sends that name as Host and as Origin. */
class AllowedHostsIT {
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        TestGateway.start(
            "http: {host: 127.0.0.1, port: 0, allowedHosts: [Ws.Example.com, '[::1]']}",
            "demo: {enabled: true}");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Answer connect(String host, String... more) {
    List<String> lines = upgrade("/ws");
    lines.set(1, "Host: " + host);
    lines.addAll(List.of(more));
    String close = "\u0088\u0080\0\0\0\0";
    return RawHttp.exchange(gateway.port(), request(lines.toArray(new String[0])) + close);
  }

  private Answer get(String path, String host) {
    return RawHttp.exchange(
        gateway.port(), request("GET " + path + " HTTP/1.1", "Host: " + host, "Connection: close"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws.example.com", "WS.example.COM:8080", "[::1]", "[::1]:8080"})
  void aListedNameIsServedWhateverItsPort(String host) {
    assertThat(connect(host).status()).isEqualTo(101);
    assertThat(get("/", host).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "ws.example.com.evil.example",
        "xws.example.com",
        "127.0.0.1",
        "[::2]",
        "ws.example.com."
      })
  void anotherNameIsMisdirectedThoughItsOriginIsTheSame(String host) {
    Answer answer = connect(host, "Origin: http://" + host);
    assertThat(answer.status()).isEqualTo(421);
    assertThat(answer.code()).isEqualTo("misdirected");
    assertThat(answer.body()).doesNotContain(host);
    assertThat(gateway.infos).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/, 421",
    "/ws, 421",
    "/nothing, 421",
    "/client/reconnect.js, 421",
    "/demo/node.json, 421",
    "/healthz, 200",
    "/health, 200"
  })
  void everyPathButThoseOfBalancersAsksForTheName(String path, int status) {
    assertThat(get(path, "10.0.0.5:8080").status()).isEqualTo(status);
  }

  @Test
  void aRequestWithoutHostIsMisdirected() {
    assertThat(RawHttp.exchange(gateway.port(), "GET / HTTP/1.0\r\n\r\n").status()).isEqualTo(421);
  }

  @Test
  void theLogEndsWithTheLineToPaste() {
    try (var events = RefusalLogs.open()) {
      connect("evil.example:81");
      assertThat(events.pairs(0))
          .contains(
              "event=host.refused",
              "remedy=http.allowedHosts: [\"Ws.Example.com\", \"[::1]\", \"evil.example\"]");
    }
  }
}
