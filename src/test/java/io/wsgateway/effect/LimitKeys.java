package io.wsgateway.effect;

import static io.wsgateway.effect.KeyRow.seen;
import static io.wsgateway.support.RawSocket.frame;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawSocket;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** A node with narrow limits for those who are connected, and rules for those who do not read. */
final class LimitKeys extends KeyGroup {
  private static final int QUEUE = 70_000;
  private static final String CONFIG =
      Node.API
          + """
          http: {headerSeconds: 1}
          endpoints:
            - {path: /ws, channel: "plain:a"}
            - {path: /latest, channel: latest}
            - {path: /paced, channel: "paced:a"}
            - {path: /oldest, channel: "oldest:a", onMessage: ignore}
          channels:
            default: {slowConsumer: latest, minIntervalMillis: 20}
            namespaces:
              plain: {}
              oldest: {slowConsumer: dropOldest}
              paced: {slowConsumer: latest, minIntervalMillis: 60000}
          limits:
            messageBytes: 60000
            messageFragments: 4
            messageSeconds: 3
            messagesPerSecond: 20
            bytesPerSecond: 20000
            controlFramesPerSecond: 5
            outboundQueueBytes: %d
            outboundTotalBytes: 90000
          keepAlive: {closeSeconds: 1}
          logging: {format: json}
          """
              .formatted(QUEUE);

  LimitKeys() throws IOException {
    add(GatewayProcess.named("limits").config(CONFIG));
  }

  @Override
  List<KeyRow> rows() {
    return List.of(
        seen("logging.format", () -> node().awaitLog("\"event\":\"gateway.ready\"")),
        seen("http.headerSeconds", () -> endsBeforeAnUnfinishedMessage(halfARequest())),
        seen("keepAlive.closeSeconds", () -> endsBeforeAnUnfinishedMessage(closedAndMute())),
        seen("limits.messageSeconds", this::anUnfinishedMessageIsEnded),
        seen("limits.messageBytes", () -> closes(1009, frame(RawSocket.TEXT, new byte[62_000]))),
        seen("limits.messageFragments", () -> closes(1008, fragments(5))),
        seen("limits.messagesPerSecond", () -> slowsDown("messages", 60, RawSocket.TEXT, 10)),
        seen("limits.bytesPerSecond", () -> slowsDown("bytes", 10, RawSocket.TEXT, 6000)),
        seen("limits.controlFramesPerSecond", () -> slowsDown("control", 12, RawSocket.PING, 1)),
        seen(
            "channels.namespaces.*.slowConsumer",
            () -> floods("/oldest", "oldest:a", "dropOldest")),
        seen("limits.outboundQueueBytes", this::theQueueStaysSmall),
        seen("limits.outboundTotalBytes", this::allQueuesStaySmall),
        seen("channels.default.slowConsumer", () -> floods("/latest", "latest", "latest")),
        seen("channels.default.minIntervalMillis", () -> paces("/latest")),
        seen("channels.namespaces.*.minIntervalMillis", () -> paces("/paced")));
  }

  private void anUnfinishedMessageIsEnded() {
    closes(1008, frame(false, 0, RawSocket.TEXT, true, new byte[1]));
  }

  private RawSocket halfARequest() {
    return RawSocket.tcp(node().port()).send("GET /ws".getBytes(US_ASCII));
  }

  private RawSocket closedAndMute() {
    RawSocket client = node().open("/ws");
    client.send(frame(RawSocket.TEXT, new byte[62_000]));
    assertThat(client.readClose()).isNotNull();
    return client;
  }

  /** Of two timers of the same node that with the defaults would fire the other way round. */
  private void endsBeforeAnUnfinishedMessage(RawSocket first) {
    try (first) {
      anUnfinishedMessageIsEnded();
      assertThat(first.hasEnded()).isTrue();
    }
  }

  private void closes(int code, byte[]... frames) {
    try (RawSocket client = node().open("/ws")) {
      client.send(frames);
      assertThat(client.readClose().closeCode()).isEqualTo(code);
    }
  }

  private static byte[] fragments(int count) {
    byte[][] frames = new byte[count][];
    Arrays.fill(frames, frame(false, 0, RawSocket.CONTINUATION, true, new byte[1]));
    frames[0] = frame(false, 0, RawSocket.TEXT, true, new byte[1]);
    return RawSocket.join(frames);
  }

  /** So much at once is allowed by the default. */
  private void slowsDown(String what, int count, int opcode, int bytes) {
    String series = "gateway_rate_limited_total{what=\"" + what + "\"}";
    double before = node().metric(series);
    byte[][] frames = new byte[count][];
    Arrays.fill(frames, frame(opcode, new byte[bytes]));
    try (RawSocket client = node().open("/ws")) {
      client.send(frames);
      node().awaitAbove(series, before);
    }
  }

  private RawSocket flood(String path, String channel, String policy) throws Exception {
    RawSocket deaf = RawSocket.open(node().port(), path, 4096);
    String large = "x".repeat(50_000);
    node()
        .driveAbove(
            "gateway_slow_consumers_total{policy=\"" + policy + "\"}",
            () -> assertThat(node().publish(channel, large).statusCode()).isEqualTo(200));
    return deaf;
  }

  private void floods(String path, String channel, String policy) throws Exception {
    flood(path, channel, policy).close();
    node().awaitNobody();
  }

  private void theQueueStaysSmall() throws Exception {
    RawSocket deaf = flood("/oldest", "oldest:a", "dropOldest");
    double waiting = node().metric("gateway_outbound_queue_bytes");
    deaf.close();
    assertThat(waiting).isBetween(1.0, QUEUE + 0.0);
    node().awaitNobody();
  }

  /** Each of the two queues is within its own bound. */
  private void allQueuesStaySmall() throws Exception {
    try (RawSocket one = RawSocket.open(node().port(), "/latest", 4096);
        RawSocket other = RawSocket.open(node().port(), "/oldest", 4096)) {
      assertThat(List.of(one, other)).doesNotContainNull();
      String large = "x".repeat(50_000);
      node()
          .driveAbove(
              "gateway_messages_dropped_total{policy=\"nodeBudget\"}",
              () -> {
                node().publish("latest", large);
                node().publish("oldest:a", large);
              });
    }
    node().awaitNobody();
  }

  /** Of three at once the second waits for its turn, and the third takes its place. */
  private void paces(String path) throws Exception {
    try (RawSocket client = node().open(path)) {
      byte[] message = frame(RawSocket.TEXT, new byte[] {'a'});
      node()
          .driveAbove(
              "gateway_messages_dropped_total{policy=\"interval\"}",
              () -> client.send(message, message, message));
      assertThat(client.readText()).isEqualTo("a");
    }
    node().awaitNobody();
  }
}
