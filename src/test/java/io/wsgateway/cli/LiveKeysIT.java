package io.wsgateway.cli;

import static io.wsgateway.support.RawSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.wsgateway.app.BusyLoops;
import io.wsgateway.config.reference.DeclaredKeys;
import io.wsgateway.kit.Hs256;
import io.wsgateway.kit.Patience;
import io.wsgateway.support.RawSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Every key that changes without a restart really does: one node, which starts with the defaults
 * and is given another value of each. A new one needs a row.
 */
final class LiveKeysIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String OTHER_KEY = "another-key-of-a-test-of-thirty-two-bytes";
  private static final String SMALL = "messageBytes: 60000, outboundQueueBytes: 70000";
  private static final Map<String, Row> ROWS = new LinkedHashMap<>();
  @TempDir private static Path folder;
  private static ReloadedNode node;
  private static Level level;

  /** A configuration, and what fails unless it is in use. */
  private record Row(String yaml, Check check) {}

  private interface Check {
    void run() throws Exception;
  }

  private static String yaml(String more) {
    String admission = more.contains("admission:") ? "" : Patience.YAML;
    String keys = more.contains("api:") ? "" : api(ReloadedNode.KEY);
    return """
        http: {host: 127.0.0.1, port: 0}
        management: {host: 127.0.0.1, port: 0}
        endpoints:
          - {path: /ws, channel: chat}
          - {path: /latest, channel: "latest:a", onMessage: ignore}
          - {path: /oldest, channel: "oldest:a", onMessage: ignore}
          - {path: /token, channel: chat, auth: token}
        auth: {refuseBy: status, %s}
        channels: {namespaces: {latest: {slowConsumer: latest}, oldest: {slowConsumer: dropOldest}}}
        """
            .formatted(Hs256.KEY.yaml())
        + admission
        + keys
        + more
        + "\n";
  }

  private static String api(String key) {
    return "api: {port: 0, keys: [{name: a, key: " + key + ", scopes: [publish]}]}\n";
  }

  private static void limits(String key, String values, Check check) {
    ROWS.put("limits." + key, new Row("limits: {" + values + "}", check));
  }

  @BeforeAll
  static void start() throws Exception {
    limits("connections", "connections: 1", () -> onlyOneEnters("503"));
    limits("tcpConnections", "connections: 1, tcpConnections: 2", LiveKeysIT::tcpIsCapped);
    limits("connectionsPerAddress", "connectionsPerAddress: 1", () -> onlyOneEnters("429"));
    limits("connectionsPerUser", "connectionsPerUser: 1", LiveKeysIT::aUserEntersOnce);
    limits("messageBytes", "messageBytes: 100", LiveKeysIT::messagesAreSmall);
    limits("messageFragments", "messageFragments: 2", () -> closes(1008, fragments(3)));
    limits(
        "messageSeconds",
        "messageSeconds: 1",
        () -> closes(1008, frame(false, 0, RawSocket.TEXT, true, new byte[1])));
    limits("messagesPerSecond", "messagesPerSecond: 5", () -> slowsDown("messages", 12, 1));
    limits(
        "bytesPerSecond",
        "messageBytes: 1000, bytesPerSecond: 1024",
        () -> slowsDown("bytes", 4, 900));
    limits("controlFramesPerSecond", "controlFramesPerSecond: 2", LiveKeysIT::pingsAreSlowed);
    limits("channelBytesPerSecond", "channelBytesPerSecond: 1000", LiveKeysIT::aChannelHasItsRate);
    limits("outboundQueueBytes", SMALL, LiveKeysIT::theQueueIsSmall);
    limits(
        "outboundTotalBytes", SMALL + ", outboundTotalBytes: 90000", LiveKeysIT::theQueuesAreSmall);
    limits("apiBodyBytes", "apiBodyBytes: 1024", LiveKeysIT::bodiesAreSmall);
    ROWS.put(
        "admission.connectionsPerSecond",
        new Row(
            "admission: {connectionsPerSecond: 1, maxLoopLagMillis: 60000}",
            () -> awaitAnswer("503")));
    ROWS.put(
        "admission.maxLoopLagMillis",
        new Row("admission: {maxLoopLagMillis: 10}", LiveKeysIT::lateLoopsRefuse));
    ROWS.put(
        "origins.allow",
        new Row(
            "origins: {allow: [\"https://new.example\"]}",
            () -> assertThat(head("Origin: https://new.example")).contains(" 101 ")));
    ROWS.put(
        "origins.require",
        new Row("origins: {require: true}", () -> assertThat(head()).contains(" 403 ")));
    ROWS.put("api.keys", new Row(api(OTHER_KEY), LiveKeysIT::onlyTheOtherKeyIsKnown));
    ROWS.put("logging.level", new Row("logging: {level: error}", LiveKeysIT::onlyErrorsAreLogged));
    level = ((Logger) LoggerFactory.getLogger("io.wsgateway")).getLevel();
    Path file = folder.resolve("live.yaml");
    Files.writeString(file, yaml(""));
    node = new ReloadedNode(file);
  }

  @AfterAll
  static void stop() {
    node.close();
    ((Logger) LoggerFactory.getLogger("io.wsgateway")).setLevel(level);
  }

  @AfterEach
  void leave() throws Exception {
    node.write(yaml(""));
    node.reload();
    await()
        .atMost(LIMIT)
        .until(
            () ->
                node.metric("gateway_connections{protocol=\"raw\",transport=\"websocket\"}") == 0);
  }

  static Set<String> keys() {
    return DeclaredKeys.live();
  }

  @Test
  void everyLiveKeyHasARow() {
    assertThat(ROWS.keySet()).containsExactlyInAnyOrderElementsOf(DeclaredKeys.live());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void takesEffect(String key) throws Exception {
    Row row = ROWS.get(key);
    node.write(yaml(row.yaml()));
    assertThat(node.reload().applied()).anySatisfy(k -> assertThat(k).startsWith(key));
    row.check().run();
  }

  private static RawSocket open() {
    return RawSocket.open(node.gateway.httpPort(), "/ws");
  }

  private static String head(String... headers) {
    try (RawSocket raw = RawSocket.tcp(node.gateway.httpPort())) {
      raw.send(RawSocket.handshake(node.gateway.httpPort(), "/ws", headers));
      return raw.readHead();
    }
  }

  private static void awaitAnswer(String status) {
    await().atMost(LIMIT).until(() -> head().contains(" " + status + " "));
  }

  private static void onlyOneEnters(String status) {
    try (RawSocket first = open()) {
      assertThat(head()).contains(" " + status + " ");
      assertThat(first.echoes("still here")).isTrue();
    }
  }

  private static void aUserEntersOnce() {
    int port = node.gateway.httpPort();
    byte[] handshake =
        RawSocket.handshake(port, "/token", "Authorization: Bearer " + Hs256.KEY.user("a"));
    try (RawSocket first = RawSocket.tcp(port).send(handshake);
        RawSocket second = RawSocket.tcp(port)) {
      assertThat(first.readHead()).contains(" 101 ");
      assertThat(second.send(handshake).readHead()).contains(" 429 ");
    }
  }

  private static void tcpIsCapped() throws Exception {
    List<RawSocket> opened = new ArrayList<>();
    rises(
        "gateway_rate_limited_total{what=\"tcp_connections\"}",
        () -> opened.add(RawSocket.tcp(node.gateway.httpPort())));
    opened.forEach(RawSocket::close);
  }

  private static void closes(int code, byte[]... frames) {
    try (RawSocket client = open()) {
      client.send(frames);
      assertThat(client.readClose().closeCode()).isEqualTo(code);
    }
  }

  private static void messagesAreSmall() throws Exception {
    closes(1009, frame(RawSocket.TEXT, new byte[101]));
    assertThat(node.publish(ReloadedNode.KEY, "chat", "x".repeat(200)).body())
        .contains("107", "at most 100");
  }

  private static byte[] fragments(int count) {
    byte[][] frames = new byte[count][];
    Arrays.fill(frames, frame(false, 0, RawSocket.CONTINUATION, true, new byte[1]));
    frames[0] = frame(false, 0, RawSocket.TEXT, true, new byte[1]);
    return RawSocket.join(frames);
  }

  private static byte[] many(int count, int opcode, int bytes) {
    byte[][] frames = new byte[count][];
    Arrays.fill(frames, frame(opcode, new byte[bytes]));
    return RawSocket.join(frames);
  }

  private static void slowsDown(String what, int count, int bytes) throws Exception {
    try (RawSocket client = open()) {
      rises(
          "gateway_rate_limited_total{what=\"" + what + "\"}",
          () -> client.send(many(count, RawSocket.TEXT, bytes)));
      // What it sent need not be handled first.
      client.reset();
    }
  }

  private static void pingsAreSlowed() throws Exception {
    try (RawSocket client = open()) {
      rises(
          "gateway_rate_limited_total{what=\"control\"}",
          () -> client.send(many(6, RawSocket.PING, 1)));
      client.reset();
    }
  }

  /** Does something, and waits; again until the series has risen. */
  private static void rises(String series, Check action) throws Exception {
    double before = node.metric(series);
    BooleanSupplier risen = () -> node.metric(series) > before;
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!risen.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s did not rise", series).isLessThan(deadline);
      action.run();
    }
  }

  private static void aChannelHasItsRate() throws Exception {
    String answer = "";
    for (int i = 0; i < 20 && !answer.contains("111"); i++) {
      answer = node.publish(ReloadedNode.KEY, "chat", "x".repeat(900)).body();
    }
    assertThat(answer).contains("limits.channelBytesPerSecond");
  }

  private static void publish(String channel) throws Exception {
    node.publish(ReloadedNode.KEY, channel, "x".repeat(50_000));
  }

  private static void theQueueIsSmall() throws Exception {
    try (RawSocket deaf = RawSocket.open(node.gateway.httpPort(), "/oldest", 4096)) {
      rises("gateway_slow_consumers_total{policy=\"dropOldest\"}", () -> publishMany("oldest:a"));
      double waiting = node.metric("gateway_outbound_queue_bytes");
      assertThat(waiting).isBetween(1.0, 70_000.0);
      assertThat(deaf.localPort()).isPositive();
    }
  }

  private static void publishMany(String channel) throws Exception {
    for (int i = 0; i < 10; i++) {
      publish(channel);
    }
  }

  /** Each of the two queues is within its own limit. */
  private static void theQueuesAreSmall() throws Exception {
    try (RawSocket one = RawSocket.open(node.gateway.httpPort(), "/oldest", 4096);
        RawSocket other = RawSocket.open(node.gateway.httpPort(), "/latest", 4096)) {
      rises(
          "gateway_messages_dropped_total{policy=\"nodeBudget\"}",
          () -> {
            publishMany("oldest:a");
            publishMany("latest:a");
          });
      assertThat(one.localPort()).isNotEqualTo(other.localPort());
    }
  }

  private static void bodiesAreSmall() throws Exception {
    assertThat(node.publish(ReloadedNode.KEY, "chat", "x".repeat(2000)).statusCode())
        .isEqualTo(413);
  }

  private static void lateLoopsRefuse() {
    try (BusyLoops busy = new BusyLoops(node.gateway)) {
      awaitAnswer("503");
      assertThat(busy).isNotNull();
    }
  }

  private static void onlyTheOtherKeyIsKnown() throws Exception {
    assertThat(node.publish(OTHER_KEY, "chat", "x").statusCode()).isEqualTo(200);
    assertThat(node.publish(ReloadedNode.KEY, "chat", "x").statusCode()).isEqualTo(401);
  }

  private static void onlyErrorsAreLogged() {
    assertThat(((Logger) LoggerFactory.getLogger("io.wsgateway")).getLevel())
        .isEqualTo(Level.ERROR);
  }
}
