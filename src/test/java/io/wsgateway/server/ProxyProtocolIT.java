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
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawHttp.Answer;
import io.wsgateway.support.RawSocket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol (versions 1 and 2), as a balancer speaks it and as others might. */
@ExtendWith(NothingLeft.class)
@DisplayName("PROXY protocol")
class ProxyProtocolIT {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private final List<RawSocket> open = new ArrayList<>();
  private TestGateway gateway;
  private RawSocket canary;

  @BeforeEach
  void start() {
    gateway =
        TestGateway.start(
            "http: {host: 127.0.0.1, port: 0, proxyProtocol: true, headerSeconds: 1}",
            "limits: {connectionsPerAddress: 2}");
    canary = connect(v1("TCP4 192.0.2.200 192.0.2.1 50000 443"));
  }

  @AfterEach
  void stop() {
    assertThat(canary.echoes("still here")).isTrue();
    open.forEach(RawSocket::close);
    await().until(() -> gateway.counts().tcp() == 0);
    await().until(() -> gateway.counts().tcpAddresses() == 0);
    gateway.close();
  }

  @Test
  @DisplayName("version 1 tells the client's address, which is what is counted")
  void versionOne() {
    byte[] header = v1("TCP4 203.0.113.7 192.0.2.1 50000 443");
    connect(header);
    assertThat(lastAddress()).isEqualTo("203.0.113.7");
    connect(header);
    assertThat(attempt(header).code()).isEqualTo("address_limit");
    connect(v1("TCP4 203.0.113.8 192.0.2.1 50000 443"));
    assertThat(lastAddress()).isEqualTo("203.0.113.8");
  }

  @Test
  @DisplayName("version 2 tells the client's address; IPv6 is counted by its /64")
  void versionTwo() {
    connect(v2("2111", "cb007109c0000201c35001bb"));
    assertThat(lastAddress()).isEqualTo("203.0.113.9");
    String network = "20010db8000000010000000000000001";
    String other = "20010db8000000020000000000000001";
    String to = "20010db80000000000000000000000ffc35001bb";
    connect(v2("2121", network + to));
    assertThat(lastAddress()).isEqualTo("2001:db8:0:1:0:0:0:1");
    connect(v2("2121", network.substring(0, 31) + "2" + to));
    assertThat(attempt(v2("2121", network.substring(0, 31) + "3" + to)).code())
        .isEqualTo("address_limit");
    connect(v2("2121", other + to));
  }

  @Test
  @DisplayName("a header in pieces and one with further fields are read")
  void headersInPieces() {
    byte[] header = v2("2111", "cb007109c0000201c35001bb" + "04000a" + "00".repeat(10));
    RawSocket raw = RawSocket.tcp(gateway.port());
    open.add(raw);
    for (byte b : header) {
      raw.send(new byte[] {b});
    }
    raw.send(RawSocket.handshake(gateway.port(), "/ws"));
    assertThat(raw.readHead()).startsWith("HTTP/1.1 101 ");
    assertThat(raw.echoes("through")).isTrue();
    assertThat(lastAddress()).isEqualTo("203.0.113.9");
  }

  @Test
  @DisplayName("a balancer's own connection has the balancer's address")
  void ownConnections() {
    connect(v1("UNKNOWN"));
    assertThat(lastAddress()).isEqualTo("127.0.0.1");
    connect(v2("2000", ""));
    assertThat(lastAddress()).isEqualTo("127.0.0.1");
  }

  @Test
  @DisplayName("a client behind the balancer cannot claim another address")
  void claimsBehindTheHeaderAreNotBelieved() {
    connect(v1("TCP4 203.0.113.7 192.0.2.1 50000 443"), "X-Forwarded-For: 198.51.100.1");
    assertThat(lastAddress()).isEqualTo("203.0.113.7");
    byte[] twice =
        RawSocket.join(
            v1("TCP4 203.0.113.7 192.0.2.1 50000 443"), v1("TCP4 198.51.100.1 192.0.2.1 5 443"));
    assertThat(attempt(twice).status()).isIn(0, 400, 404);
    assertThat(gateway.infos).noneMatch(info -> info.client().address().startsWith("198."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PROXY TCP4 999.0.113.7 192.0.2.1 50000 443\r\n",
        "PROXY TCP4 203.0.113.7 192.0.2.1 50000 70000\r\n",
        "PROXY TCP4 203.0.113.7\r\n",
        "PROXY TCP6 203.0.113.7 192.0.2.1 50000 443\r\n",
        "PROXY TCP4 localhost localhost 50000 443\r\n",
        "PROXY UDP4 203.0.113.7 192.0.2.1 50000 443\r\n",
        "PROXY TCP4 203.0.113.7 192.0.2.1 50000 443\n",
        "PROXY TCP4 ${jndi:ldap://a} 192.0.2.1 50000 443\r\n",
        "proxy TCP4 203.0.113.7 192.0.2.1 50000 443\r\n"
      })
  @DisplayName("without a correct header of version 1 a connection ends unanswered")
  void noCorrectHeader(String header) {
    assertThat(attempt(header.getBytes(ISO_8859_1)).status()).isZero();
    await().until(() -> gateway.handshakes(HandshakeOutcome.NO_PROXY_HEADER) == 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3111000ccb007109c0000201c35001bb",
        "2211000ccb007109c0000201c35001bb",
        "2112000ccb007109c0000201c35001bb",
        "21110001cb",
        "21210004cb007109",
        "2191000ccb007109c0000201c35001bb"
      })
  @DisplayName("without a correct header of version 2 a connection ends unanswered")
  void noCorrectBinaryHeader(String hex) {
    Answer answer = attempt(HexFormat.of().parseHex(SIGNATURE + hex));
    assertThat(answer.status()).isZero();
    await().until(() -> gateway.handshakes(HandshakeOutcome.NO_PROXY_HEADER) == 1);
    assertThat(gateway.infos).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PRO", "PROXY TCP4 203.0.113.7 ", "\r\n\r\n\0\r\nQUIT\n"})
  @DisplayName("a header that does not come ends the connection")
  void aSlowHeaderEndsTheConnection(String start) {
    try (RawSocket raw = RawSocket.tcp(gateway.port())) {
      raw.send(start.getBytes(ISO_8859_1));
      assertThat(raw.readEnd()).isTrue();
    }
  }

  @Test
  @DisplayName("who only connects is not said to lack the header; who lacks it is logged")
  void aMissingHeaderIsLogged() {
    try (Logs logs = RefusalLogs.open()) {
      RawSocket.tcp(gateway.port()).close();
      assertThat(attempt(new byte[0]).status()).isZero();
      await().until(() -> gateway.handshakes(HandshakeOutcome.NO_PROXY_HEADER) == 1);
      assertThat(logs.events()).hasSize(1);
      assertThat(logs.pairs(0))
          .contains("event=proxy.protocol.missing", "remedy=http.proxyProtocol: false");
    }
  }

  @Test
  @DisplayName("after the header the request has its own time limit")
  void aSlowRequestBehindTheHeader() {
    try (RawSocket raw = RawSocket.tcp(gateway.port())) {
      raw.send(v1("TCP4 203.0.113.7 192.0.2.1 50000 443"), "GET /ws".getBytes(ISO_8859_1));
      assertThat(raw.readEnd()).isTrue();
    }
  }

  private String lastAddress() {
    return gateway.infos.get(gateway.infos.size() - 1).client().address();
  }

  private RawSocket connect(byte[] header, String... lines) {
    RawSocket raw = RawSocket.tcp(gateway.port());
    open.add(raw);
    raw.send(header, RawSocket.handshake(gateway.port(), "/ws", lines));
    assertThat(raw.readHead()).startsWith("HTTP/1.1 101 ");
    assertThat(raw.echoes("through")).isTrue();
    return raw;
  }

  private Answer attempt(byte[] header) {
    return RawHttp.exchange(
        gateway.port(),
        new String(header, ISO_8859_1) + request(upgrade("/ws").toArray(new String[0])));
  }

  private static byte[] v1(String rest) {
    return ("PROXY " + rest + "\r\n").getBytes(ISO_8859_1);
  }

  /** Version and command, family and transport, then the addresses, all in hex. */
  private static byte[] v2(String kind, String addresses) {
    String length = String.format("%04x", addresses.length() / 2);
    return HexFormat.of().parseHex(SIGNATURE + kind + length + addresses);
  }
}
