package io.wsgateway.server;

import static io.wsgateway.support.RawHttp.request;
import static io.wsgateway.support.RawHttp.upgrade;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.TcpGate;
import io.wsgateway.support.NothingLeft;
import io.wsgateway.support.RawHttp;
import io.wsgateway.support.RawHttp.Answer;
import io.wsgateway.support.RawSocket;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits before and around an upgrade; who is in already goes on in each. */
@ExtendWith(NothingLeft.class)
class LimitsIT {
  private final List<RawSocket> open = new ArrayList<>();

  private RawSocket connect(TestGateway gateway, String... headers) {
    RawSocket raw = RawSocket.tcp(gateway.port());
    open.add(raw);
    raw.send(RawSocket.handshake(gateway.port(), "/ws", headers));
    assertThat(raw.readHead()).startsWith("HTTP/1.1 101 ");
    return raw;
  }

  private static Answer attempt(TestGateway gateway, String... headers) {
    List<String> lines = upgrade("/ws");
    lines.addAll(List.of(headers));
    return RawHttp.exchange(gateway.port(), request(lines.toArray(new String[0])));
  }

  private void closeAll() {
    open.forEach(RawSocket::close);
  }

  private static void refused(Answer answer, int status, HandshakeOutcome outcome) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(outcome.label());
    assertThat(answer.header("Retry-After").map(Integer::parseInt).orElse(0)).isBetween(1, 15);
  }

  @Test
  @DisplayName("A11 an address over its limit gets 429, and a place again when one is free")
  void anAddressOverItsLimitGets429() {
    try (var gateway = TestGateway.start("limits: {connectionsPerAddress: 2}")) {
      RawSocket canary = connect(gateway);
      RawSocket second = connect(gateway);
      refused(attempt(gateway), 429, HandshakeOutcome.ADDRESS_LIMIT);
      assertThat(canary.echoes("still here")).isTrue();
      second.close();
      await().until(() -> gateway.counts().clients() == 1);
      connect(gateway);
      closeAll();
      await().until(() -> gateway.counts().clientAddresses() == 0);
      await().until(() -> gateway.counts().tcpAddresses() == 0);
      assertThat(gateway.counts().tcp()).isZero();
    }
  }

  @Test
  @DisplayName("A11 places taken by refused upgrades are given back")
  void refusedUpgradesTakeNoPlaces() {
    try (var gateway = TestGateway.start("limits: {connectionsPerAddress: 5}")) {
      for (int i = 0; i < 20; i++) {
        List<String> lines = upgrade("/strict");
        RawHttp.exchange(gateway.port(), request(lines.toArray(new String[0])));
        RawHttp.exchange(gateway.port(), request(upgrade("/ws?fail").toArray(new String[0])));
      }
      RawSocket canary = connect(gateway);
      assertThat(canary.echoes("in")).isTrue();
      assertThat(gateway.counts().clients()).isEqualTo(1);
      closeAll();
    }
  }

  @Test
  @DisplayName("A11 a full node answers 503")
  void aFullNodeAnswers503() {
    try (var gateway = TestGateway.start("limits: {connections: 2}")) {
      RawSocket canary = connect(gateway);
      connect(gateway);
      refused(attempt(gateway), 503, HandshakeOutcome.CAPACITY);
      Answer plain = RawHttp.exchange(gateway.port(), request("GET /ws HTTP/1.1", "Host: a"));
      refused(plain, 503, HandshakeOutcome.CAPACITY);
      assertThat(canary.echoes("still here")).isTrue();
      closeAll();
    }
  }

  @Test
  @DisplayName("A11 far over its limit an address is cut at once")
  void farOverItsLimitAnAddressIsCut() {
    try (var gateway = TestGateway.start("limits: {connectionsPerAddress: 2}")) {
      RawSocket canary = connect(gateway);
      for (int i = 0; i < 40; i++) {
        open.add(RawSocket.tcp(gateway.port()));
      }
      await()
          .until(
              () ->
                  gateway.counter("gateway.rate.limited", "what", TcpGate.PER_ADDRESS) == 41 - 18);
      assertThat(canary.echoes("still here")).isTrue();
      assertThat(attempt(gateway).status()).isZero();
      closeAll();
    }
  }

  @Test
  @DisplayName("A11 TCP connections are capped in all")
  void tcpConnectionsAreCapped() {
    try (var gateway =
        TestGateway.start(
            "limits: {connections: 2, tcpConnections: 3, connectionsPerAddress: 9}")) {
      RawSocket canary = connect(gateway);
      open.add(RawSocket.tcp(gateway.port()));
      RawSocket last = RawSocket.tcp(gateway.port());
      open.add(last);
      await().until(() -> gateway.counts().tcp() == 3);
      assertThat(attempt(gateway).status()).isZero();
      assertThat(gateway.counter("gateway.rate.limited", "what", TcpGate.TOTAL)).isEqualTo(1);
      last.close();
      await().until(() -> gateway.counts().tcp() == 2);
      assertThat(connect(gateway).echoes("in")).isTrue();
      assertThat(canary.echoes("still here")).isTrue();
      closeAll();
    }
  }

  @Test
  @DisplayName("A11 who comes too fast is put off with 503")
  void aStormIsPutOff() {
    try (var gateway = TestGateway.impatient("admission: {connectionsPerSecond: 1}")) {
      RawSocket canary = await().until(() -> tryConnect(gateway), raw -> raw != null);
      assertPutOff(gateway, HandshakeOutcome.ADMISSION_RATE);
      assertThat(gateway.handshakes(HandshakeOutcome.ADMISSION_RATE)).isPositive();
      assertThat(canary.echoes("still here")).isTrue();
      closeAll();
    }
  }

  @Test
  @DisplayName("A11 a busy event loop takes no new clients and serves those it has")
  void aBusyLoopTakesNoNewClients() {
    try (var gateway = TestGateway.impatient()) {
      RawSocket canary = await().until(() -> tryConnect(gateway), raw -> raw != null);
      AtomicBoolean busy = new AtomicBoolean(true);
      gateway.verticles.forEach(v -> v.context().runOnContext(x -> BusyLoop.keep(v, busy)));
      await().until(() -> tryConnect(gateway) == null);
      assertPutOff(gateway, HandshakeOutcome.ADMISSION_LAG);
      assertThat(gateway.handshakes(HandshakeOutcome.ADMISSION_LAG)).isPositive();
      assertThat(canary.echoes("still here")).isTrue();
      busy.set(false);
      await().until(() -> tryConnect(gateway), raw -> raw != null);
      assertThat(gateway.registry.get("gateway.event.loop.lag").timer().count()).isPositive();
      closeAll();
    }
  }

  /** Before the endpoint has any work with it, and not all told to return at the same time. */
  private void assertPutOff(TestGateway gateway, HandshakeOutcome outcome) {
    Set<String> delays = new HashSet<>();
    await()
        .until(
            () -> {
              RawSocket raw = RawSocket.tcp(gateway.port());
              String head = upgradeHead(gateway, raw);
              if (!open.contains(raw)) {
                Answer answer = new Answer(head, rest(raw));
                // Loops lag on a busy machine, in the test of the rate, too.
                if (!answer.code().equals(HandshakeOutcome.ADMISSION_LAG.label())
                    || outcome == HandshakeOutcome.ADMISSION_LAG) {
                  refused(answer, 503, outcome);
                  delays.add(answer.header("Retry-After").orElseThrow());
                }
                raw.close();
              }
              return delays.size() > 1;
            });
    assertThat(gateway.infos).as("clients that the endpoint opened").hasSameSizeAs(open);
  }

  private static String rest(RawSocket raw) {
    StringBuilder text = new StringBuilder();
    for (int b = raw.readByte(); b >= 0; b = raw.readByte()) {
      text.append((char) b);
    }
    return text.toString();
  }

  private RawSocket tryConnect(TestGateway gateway) {
    RawSocket raw = RawSocket.tcp(gateway.port());
    upgradeHead(gateway, raw);
    if (!open.contains(raw)) {
      raw.close();
      return null;
    }
    return raw;
  }

  /** Who gets in is closed at the end. */
  private String upgradeHead(TestGateway gateway, RawSocket raw) {
    String head = raw.send(RawSocket.handshake(gateway.port(), "/ws")).readHead();
    if (head.startsWith("HTTP/1.1 101 ")) {
      open.add(raw);
    }
    return head;
  }

  @Test
  @DisplayName("a node that drains answers 503 and keeps its connections")
  void aDrainingNodeAnswers503() {
    try (var gateway = TestGateway.start()) {
      RawSocket canary = connect(gateway);
      gateway.verticles.forEach(verticle -> TestGateway.await(verticle.refuseUpgrades()));
      refused(attempt(gateway), 503, HandshakeOutcome.DRAINING);
      // Pages ask so whether only WebSocket is refused; one that may connect can read the answer.
      String page = "Origin: http://a";
      Answer plain = RawHttp.exchange(gateway.port(), request("GET /ws HTTP/1.1", "Host: a", page));
      refused(plain, 503, HandshakeOutcome.DRAINING);
      assertThat(plain.header("Access-Control-Allow-Origin")).contains("http://a");
      assertThat(canary.echoes("still here")).isTrue();
      closeAll();
    }
  }

  @Test
  @DisplayName("a node that wakes from a pause answers 503 until it is back")
  void aWakingNodeAnswers503() {
    try (var gateway = TestGateway.start()) {
      gateway.awake = false;
      refused(attempt(gateway), 503, HandshakeOutcome.WAKING);
      gateway.awake = true;
      assertThat(connect(gateway).echoes("hello")).isTrue();
      closeAll();
    }
  }

  @Test
  @DisplayName("an undeclared private proxy is not limited; a declared one by its clients")
  void proxiesAreNotLimitedAsClients() {
    try (var gateway = TestGateway.start("limits: {connectionsPerAddress: 3}")) {
      for (int i = 0; i < 60; i++) {
        connect(gateway, "X-Forwarded-For: 203.0.113." + i);
      }
      assertThat(open.get(0).echoes("still here")).isTrue();
      closeAll();
    }
    try (var gateway =
        TestGateway.start(
            "http: {host: 127.0.0.1, port: 0, trustedProxies: ['127.0.0.0/8']}",
            "limits: {connectionsPerAddress: 2}")) {
      for (int i = 0; i < 60; i++) {
        connect(gateway, "X-Forwarded-For: 6.6.6.6, 203.0.113." + i);
      }
      connect(gateway, "X-Forwarded-For: 203.0.113.1");
      refused(
          attempt(gateway, "X-Forwarded-For: 203.0.113.1"), 429, HandshakeOutcome.ADDRESS_LIMIT);
      String sameNetwork = "X-Forwarded-For: 2001:db8::";
      connect(gateway, sameNetwork + "1");
      connect(gateway, sameNetwork + "2");
      refused(attempt(gateway, sameNetwork + "3"), 429, HandshakeOutcome.ADDRESS_LIMIT);
      closeAll();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "G", "GET /ws HTTP/1.1\r\n", "GET /ws HTTP/1.1\r\nHost: gw.test\r\nX: "})
  @DisplayName("H26 a header that is not complete in time ends the connection")
  void aSlowHeaderEndsTheConnection(String start) {
    try (var gateway = TestGateway.start("http: {host: 127.0.0.1, port: 0, headerSeconds: 1}")) {
      List<RawSocket> silent = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        silent.add(RawSocket.tcp(gateway.port()).send(start.getBytes(US_ASCII)));
      }
      RawSocket canary = connect(gateway);
      await()
          .untilAsserted(
              () -> {
                assertThat(canary.echoes("still here")).isTrue();
                silent.get(0).send(new byte[] {'a'});
                assertThat(ended(silent.get(0))).isTrue();
              });
      silent.forEach(raw -> assertThat(raw.readEnd()).isTrue());
      assertThat(canary.echoes("still here")).isTrue();
      await().until(() -> gateway.counts().tcp() == 1);
      assertThat(gateway.counter("gateway.rate.limited", "what", "header_timeout")).isEqualTo(100);
      closeAll();
    }
  }

  @Test
  @DisplayName("H26 the header after a response is limited as well")
  void aSlowSecondHeaderEndsTheConnection() {
    try (var gateway = TestGateway.start("http: {host: 127.0.0.1, port: 0, headerSeconds: 1}");
        RawSocket raw = RawSocket.tcp(gateway.port())) {
      raw.send(request("HEAD /client/reconnect.js HTTP/1.1", "Host: gw.test").getBytes(ISO_8859_1));
      assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ");
      raw.send("GET /client".getBytes(US_ASCII));
      assertThat(raw.readEnd()).isTrue();
      assertThat(gateway.counter("gateway.rate.limited", "what", "header_timeout")).isEqualTo(1);
    }
  }

  private static boolean ended(RawSocket raw) {
    raw.timeout(50);
    try {
      return raw.readEnd();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        return false;
      }
      throw e;
    }
  }
}
