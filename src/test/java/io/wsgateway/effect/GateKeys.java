package io.wsgateway.effect;

import static io.wsgateway.effect.KeyRow.seen;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A node that few may enter, behind a proxy that tells whom it serves. */
final class GateKeys extends KeyGroup {
  private static final String PAGE = "Origin: http://127.0.0.1";
  private static final String CONFIG =
      """
      http: {trustedProxies: [127.0.0.1/32], forwardedHeader: Forwarded, allowedHosts: [127.0.0.1]}
      endpoints: [{path: /ws, channel: chat, includeSender: false}]
      origins: {allow: ["http://127.0.0.1"], require: true}
      limits:
        connections: 4
        tcpConnections: 8
        connectionsPerAddress: 2
        publishQueueBytes: 65536
        messageBytes: 1000
        messagesPerSecond: 1000000
        bytesPerSecond: 1073741824
      keepAlive: {pingSeconds: 1, readIdleSeconds: 8}
      demo: {enabled: true}
      logging: {level: warn}
      """;

  private final List<RawSocket> open = new ArrayList<>();

  GateKeys() throws IOException {
    add(GatewayProcess.named("gate").config(CONFIG));
  }

  @Override
  List<KeyRow> rows() {
    return List.of(
        seen("logging.level", this::onlyWarnings),
        seen("demo.enabled", () -> assertThat(page().length()).isPositive()),
        seen("origins.require", this::anOriginIsAskedFor),
        seen("http.trustedProxies", this::eachAddressHasItsLimit),
        seen("http.forwardedHeader", this::eachAddressHasItsLimit),
        seen("http.allowedHosts", this::anotherHostIsRefused),
        seen("limits.connectionsPerAddress", this::eachAddressHasItsLimit),
        seen("limits.connections", this::aFullNodeRefuses),
        seen("limits.tcpConnections", this::tcpIsCapped),
        seen("limits.publishQueueBytes", this::aFloodIsTooMuch),
        seen("keepAlive.pingSeconds", this::isPinged),
        seen("keepAlive.readIdleSeconds", this::silenceIsEnded));
  }

  private void onlyWarnings() {
    node().process();
    node().awaitLog("config.hint");
    assertThat(node().output()).doesNotContain("gateway.ready");
  }

  private String page() throws Exception {
    var answer = node().get(node().port(), "/");
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private void anOriginIsAskedFor() {
    assertThat(node().upgrade("/ws")).startsWith("HTTP/1.1 403 ");
    assertThat(node().upgrade("/ws", PAGE)).startsWith("HTTP/1.1 101 ");
  }

  private static String of(int client) {
    return "Forwarded: for=203.0.113." + client;
  }

  private void enter(int client) {
    open.add(node().open("/ws", PAGE, of(client)));
  }

  private void leave() {
    open.forEach(RawSocket::close);
    open.clear();
    node().awaitNobody();
  }

  private void eachAddressHasItsLimit() {
    enter(1);
    enter(1);
    assertThat(node().upgrade("/ws", PAGE, of(1))).startsWith("HTTP/1.1 429 ");
    enter(2);
    leave();
  }

  private void anotherHostIsRefused() {
    try (RawSocket client = RawSocket.tcp(node().port())) {
      client.send("GET / HTTP/1.1\r\nHost: rebound.example\r\n\r\n".getBytes(US_ASCII));
      assertThat(client.readHead()).startsWith("HTTP/1.1 421 ");
    }
  }

  private void aFullNodeRefuses() {
    for (int client = 1; client <= 4; client++) {
      enter(client);
    }
    assertThat(node().upgrade("/ws", PAGE, of(5))).startsWith("HTTP/1.1 503 ");
    leave();
  }

  private void tcpIsCapped() {
    String series = "gateway_rate_limited_total{what=\"tcp_connections\"}";
    double before = node().metric(series);
    for (int i = 0; i < 12; i++) {
      open.add(RawSocket.tcp(node().port()));
    }
    node().awaitAbove(series, before);
    leave();
  }

  private void aFloodIsTooMuch() {
    byte[][] frames = new byte[2000][];
    Arrays.fill(frames, RawSocket.frame(RawSocket.TEXT, new byte[1000]));
    try (RawSocket client = node().open("/ws", PAGE)) {
      client.send(frames);
      assertThat(client.readClose().closeReason()).contains("the publish queue is full");
    }
  }

  private void isPinged() {
    try (RawSocket client = node().open("/ws", PAGE)) {
      RawSocket.Frame frame = client.read();
      // What others published just before may come first: the flood's, for one.
      while (frame != null && frame.opcode() == RawSocket.TEXT) {
        frame = client.read();
      }
      assertThat(frame).isNotNull();
      assertThat(frame.opcode()).isEqualTo(RawSocket.PING);
    }
  }

  private void silenceIsEnded() {
    try (RawSocket client = node().open("/ws", PAGE)) {
      assertThat(client.readClose().closeReason()).contains("nothing received for 8 seconds");
    }
  }
}
