package io.wsgateway.server;

import static io.wsgateway.support.RawHttp.request;
import static io.wsgateway.support.RawHttp.upgrade;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.RefusalLogs;
import io.wsgateway.support.Logs;
import io.wsgateway.support.NothingLeft;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawHttp.Answer;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.TlsHandshake;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What proxies and clients send that are set up wrongly: each is answered or closed, counted, and
 * logged once with what mends it.
 */
@ExtendWith(NothingLeft.class)
class MistakenRequestsIT {
  static final String PROXY_TWO =
      "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000c\u00cb\u0000q\u0007\u00c0\0\2\1\u00c3P\1\u00bb";

  static Stream<Arguments> mistakes() {
    String hello = request(upgrade("/ws").toArray(new String[0]));
    return Stream.of(
        Arguments.of(
            HandshakeOutcome.URI_TOO_LONG,
            "target.refused",
            "limits.handshakeBytes: 4096",
            hello.replace("/ws", "/ws?" + "x".repeat(2048))),
        Arguments.of(
            HandshakeOutcome.HEADERS_TOO_LARGE,
            "headers.refused",
            "limits.handshakeBytes: 4096",
            with("Cookie: " + "x".repeat(2048))),
        Arguments.of(
            HandshakeOutcome.MALFORMED, "request.refused", "", hello.replace("HTTP/1.1", "HTP")),
        Arguments.of(HandshakeOutcome.MALFORMED, "request.refused", "", with("X\0: y")),
        Arguments.of(
            HandshakeOutcome.PROXY_HEADER,
            "proxy.protocol",
            "http.proxyProtocol: true",
            "PROXY TCP4 203.0.113.7 192.0.2.1 50000 443\r\n" + hello),
        Arguments.of(
            HandshakeOutcome.PROXY_HEADER,
            "proxy.protocol",
            "http.proxyProtocol: true",
            "PROXY UNKNOWN\r\n" + hello),
        Arguments.of(
            HandshakeOutcome.PROXY_HEADER,
            "proxy.protocol",
            "http.proxyProtocol: true",
            PROXY_TWO + hello),
        Arguments.of(
            HandshakeOutcome.BAD_HTTP, "http.refused", "", hello.replace("HTTP/1.1", "HTTP/1.0")),
        Arguments.of(HandshakeOutcome.BAD_HTTP, "http.refused", "", with("Host: two.test")),
        Arguments.of(
            HandshakeOutcome.BAD_HOST,
            "http.refused",
            "",
            request("GET /demo HTTP/1.1", "Host: a b")),
        Arguments.of(
            HandshakeOutcome.BAD_UPGRADE,
            "upgrade.refused",
            "",
            hello.replace("Upgrade: websocket\r\n", "")),
        Arguments.of(
            HandshakeOutcome.NOT_FOUND, "path.refused", "", hello.replace("/ws", "/realtime/ws")));
  }

  private static String with(String line) {
    List<String> lines = upgrade("/ws");
    lines.add(line);
    return request(lines.toArray(new String[0]));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsAnsweredCountedAndLoggedOnce(
      HandshakeOutcome outcome, String event, String remedy, String bytes) {
    try (TestGateway gateway = TestGateway.start("limits: {handshakeBytes: 2048}");
        Logs logs = RefusalLogs.open()) {
      for (int i = 0; i < 3; i++) {
        Answer answer = RawHttp.exchange(gateway.port(), bytes);
        assertThat(answer.status()).isEqualTo(outcome.status());
        assertThat(answer.code()).isEqualTo(outcome.label());
        assertThat(answer.header("Content-Type")).contains("application/json");
        assertThat(answer.body()).contains(outcome.message());
      }
      assertThat(gateway.handshakes(outcome)).isEqualTo(3);
      assertThat(logs.events()).hasSize(1);
      assertThat(logs.pairs(0)).contains("event=" + event, "remedy=" + remedy);
      assertThat(gateway.infos).isEmpty();
    }
  }

  @Test
  void aProxyHeaderInPiecesIsRecognized() {
    try (TestGateway gateway = TestGateway.start();
        RawSocket raw = RawSocket.tcp(gateway.port())) {
      for (byte b : "PROXY TCP4 203.0.113.7 192.0.2.1 50000 443\r\n".getBytes(ISO_8859_1)) {
        raw.send(new byte[] {b});
      }
      assertThat(raw.readHead()).contains(" 400 ");
      assertThat(gateway.handshakes(HandshakeOutcome.PROXY_HEADER)).isEqualTo(1);
    }
  }

  /** Two balancers in a row may each write one. */
  @Test
  void aSecondProxyHeaderIsRecognized() {
    String header = "PROXY TCP4 203.0.113.7 192.0.2.1 50000 443\r\n";
    try (TestGateway gateway =
        TestGateway.start("http: {host: 127.0.0.1, port: 0, proxyProtocol: true}")) {
      assertThat(RawHttp.exchange(gateway.port(), header + header + with("X: y")).code())
          .isEqualTo("proxy_header");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"})
  void whatIsNoHeaderAtAllIsNotTakenForOne(String bytes) {
    try (TestGateway gateway = TestGateway.start()) {
      RawSocket.tcp(gateway.port()).send(bytes.getBytes(ISO_8859_1)).close();
      await().until(() -> gateway.counts().tcp() == 0);
      assertThat(gateway.handshakes(HandshakeOutcome.PROXY_HEADER)).isZero();
      assertThat(gateway.handshakes(HandshakeOutcome.MALFORMED)).isZero();
    }
  }

  @Test
  void tlsOnAPlainPortIsClosedAndCounted() {
    try (TestGateway gateway = TestGateway.start();
        Logs logs = RefusalLogs.open()) {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> TlsHandshake.with(gateway.port()).close()))
          .isInstanceOf(java.io.IOException.class);
      assertClosed(gateway, logs, HandshakeOutcome.TLS, "tls.unexpected");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /ws HTTP/1.1\r\nHost: a\r\n\r\n", "PROXY UNKNOWN\r\n", PROXY_TWO})
  void plainBytesOnATlsPortAreClosedAndCounted(String bytes, @TempDir Path folder) {
    PemFiles files = new PemFiles(folder);
    files.renew("gateway");
    try (TestGateway gateway =
            TestGateway.start(
                "http: {host: 127.0.0.1, port: 0, tls: {cert: '%s', key: '%s'}}"
                    .formatted(files.cert(), files.key()));
        Logs logs = RefusalLogs.open()) {
      assertThat(RawHttp.exchange(gateway.port(), bytes).status()).isZero();
      boolean plain = bytes.startsWith("GET");
      assertClosed(
          gateway,
          logs,
          plain ? HandshakeOutcome.NO_TLS : HandshakeOutcome.PROXY_HEADER,
          plain ? "tls.expected" : "proxy.protocol");
    }
  }

  private static void assertClosed(
      TestGateway gateway, Logs logs, HandshakeOutcome outcome, String event) {
    await().until(() -> gateway.counts().tcp() == 0);
    assertThat(gateway.handshakes(outcome)).isEqualTo(1);
    assertThat(logs.events()).hasSize(1);
    assertThat(logs.pairs(0)).contains("event=" + event);
  }
}
