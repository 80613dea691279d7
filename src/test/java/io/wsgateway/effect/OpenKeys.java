package io.wsgateway.effect;

import static io.wsgateway.effect.KeyRow.seen;
import static io.wsgateway.effect.KeyRow.unseen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wsgateway.kit.FreePorts;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawSocket;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A node that lets clients in: its ports, pages, endpoints and API. */
final class OpenKeys extends KeyGroup {
  private static final String READER = "a-key-that-may-only-read-of-thirty-two-bytes";
  private static final String LIMITED = "a-key-for-the-channels-of-the-hall-only";
  private static final Path SCHEMA =
      Path.of("src/test/resources/schema/price.json").toAbsolutePath();
  private static final String CONFIG =
      """
      node: {eventLoops: 3}
      api:
        keys:
          - {name: writer, key: %s, scopes: [publish]}
          - {name: reader, key: %s, scopes: [read]}
          - {name: hall, key: %s, scopes: [publish], channels: ["room:h*"]}
      endpoints:
        - {path: /ws, channel: "room:hall", welcome: hello, logMessages: true}
        - {path: /echo, channel: chat, onMessage: echo, reply: "you said {message}", data: json}
        - {path: /text, channel: chat, binary: false, subprotocols: [soap], requireSubprotocol: true}
        - {path: /checked, channel: "room:c", data: json, schema: %s}
        - {path: /lost, channel: "room:l", data: json, schema: %s, onInvalid: drop}
        - {path: /alone, channel: "room:alone", includeSender: false}
        - {path: /objects, channel: "room:alone", frames: json, heartbeatSeconds: 1}
      origins: {allow: ["https://app.example"]}
      channels: {default: {schema: %s}, namespaces: {room: {}, prices: {schema: %s}}}
      limits:
        apiBodyBytes: 100000
        channelBytes: 40
        handshakeBytes: 4096
        channelBytesPerSecond: 100000
      metrics: {path: /numbers}
      drain: {acceptSeconds: 600}
      logging: {audit: stdout}
      """
          .formatted(Node.KEY, READER, LIMITED, SCHEMA, SCHEMA, SCHEMA, SCHEMA);

  private static final String POSITION = "{\"epoch\":\"\",\"offset\":0,\"recovered\":false}";

  private final int[] ports = FreePorts.of(3);

  OpenKeys() throws IOException {
    add(
        GatewayProcess.named("open")
            .config(CONFIG)
            .set("http.port", ports[0])
            .set("management.port", ports[1])
            .set("api.port", ports[2])
            .set("node.warmUpMillis", 300));
  }

  @Override
  void start() throws IOException {
    super.start();
    node().metricsAt("/numbers");
  }

  @Override
  List<KeyRow> rows() {
    return List.of(
        seen("node.name", () -> node().awaitLog("gateway.ready", "node=open")),
        seen("node.eventLoops", this::threeEventLoops),
        seen("node.warmUpMillis", () -> node().awaitLog("warmup.done")),
        seen("http.host", () -> isOnlyAt127001(ports[0])),
        seen(
            "http.port", () -> assertThat(node().get(ports[0], "/healthz/no").body()).isNotEmpty()),
        seen("management.host", () -> isOnlyAt127001(ports[1])),
        seen("management.port", () -> answers(ports[1], "/health/live", 200)),
        seen("api.port", this::theApiHasAPortOfItsOwn),
        seen("api.keys[].name", () -> node().awaitLog("<key of writer>")),
        seen("api.keys[].key", this::aKeyIsAskedFor),
        seen("api.keys[].scopes", this::aScopeIsAskedFor),
        seen("api.keys[].channels", this::aKeyHasItsChannels),
        seen("logging.audit", this::eachCallIsRecorded),
        seen("endpoints[].path", () -> opens("/ws", "hello")),
        seen("endpoints[].channel", this::theChannelIsHeard),
        seen("endpoints[].welcome", () -> opens("/ws", "hello")),
        seen("endpoints[].logMessages", () -> node().awaitLog("client.message", "heard")),
        seen("endpoints[].onMessage", () -> says("/echo", "1", "you said 1")),
        seen("endpoints[].reply", () -> says("/echo", "[]", "you said []")),
        seen("endpoints[].data", () -> closes("/echo", RawSocket.TEXT, 1007)),
        seen("endpoints[].schema", () -> closes("/checked", "{}", 1008)),
        seen("endpoints[].onInvalid", this::whatDoesNotFitIsDropped),
        seen("channels.default.schema", () -> publicationsMustFit("prices")),
        seen("channels.namespaces.*.schema", () -> publicationsMustFit("prices:btc")),
        seen("endpoints[].binary", this::bytesAreRefused),
        seen("endpoints[].subprotocols", this::aSubprotocolIsSelected),
        seen("endpoints[].requireSubprotocol", () -> refuses("/text", "400")),
        seen("endpoints[].includeSender", this::theSenderIsLeftOut),
        seen("endpoints[].frames", () -> opens("/objects", POSITION)),
        seen("endpoints[].heartbeatSeconds", this::heartbeatsArrive),
        unseen("centrifugo.enabled", "the path answers 404 until the protocol is there"),
        seen("origins.allow", this::anOriginMayConnect),
        seen("limits.apiBodyBytes", this::aLargeBodyIsRefused),
        seen("limits.channelBytes", this::aLongNameIsRefused),
        seen("limits.channelBytesPerSecond", this::aChannelHasItsRate),
        seen("limits.handshakeBytes", () -> refuses("/ws", "431", "X: " + "x".repeat(6000))),
        seen("metrics.path", this::metricsHaveMoved),
        unseen("drain.windowSeconds", "up to 100 connections are closed at once; see DrainTest"),
        unseen("drain.closeCode", "this node's drain does not get so far; see ServeIT"),
        seen("drain.acceptSeconds", this::aDrainingNodeAcceptsForAWhile));
  }

  private void threeEventLoops() throws IOException {
    Path threads = Path.of("/proc", String.valueOf(node().process().pid()), "task");
    assumeTrue(Files.isDirectory(threads), "no system to count a process's threads on");
    try (Stream<Path> all = Files.list(threads)) {
      assertThat(all.map(OpenKeys::name).filter(name -> name.startsWith("vert.x-eventloo")))
          .hasSize(3);
    }
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm"));
    } catch (IOException ended) {
      return "";
    }
  }

  private void isOnlyAt127001(int port) throws Exception {
    node().process();
    Node.connect(1, port);
    // By default a port is open at every address of the machine.
    assertThatThrownBy(() -> Node.connect(2, port)).isInstanceOf(ConnectException.class);
  }

  /** The third in a second; another channel has a rate of its own. */
  private void aChannelHasItsRate() throws Exception {
    String large = "x".repeat(60_000);
    String answer = "";
    for (int i = 0; i < 20 && !answer.contains("limits.channelBytesPerSecond"); i++) {
      answer = node().publish("room:busy", large).body();
    }
    assertThat(answer).contains("limits.channelBytesPerSecond", "111");
    assertThat(node().publish("room:calm", large).body()).isEqualTo("{\"result\":{}}");
  }

  private void answers(int port, String path, int status) throws Exception {
    assertThat(node().get(port, path).statusCode()).isEqualTo(status);
  }

  private void theApiHasAPortOfItsOwn() throws Exception {
    assertThat(node().publish("room:hall", "x").statusCode()).isEqualTo(200);
    answers(ports[2], "/health/live", 404);
  }

  private void aKeyIsAskedFor() throws Exception {
    assertThat(node().publish("room:hall", "x").statusCode()).isEqualTo(200);
    assertThat(node().api("x" + Node.KEY, "{}").statusCode()).isEqualTo(401);
  }

  private void aScopeIsAskedFor() throws Exception {
    assertThat(node().api(READER, "{}").statusCode()).isEqualTo(403);
  }

  private void aKeyHasItsChannels() throws Exception {
    String message = "{\"channel\":\"room:%s\",\"data\":1}";
    assertThat(node().api(LIMITED, message.formatted("hall")).body()).isEqualTo("{\"result\":{}}");
    assertThat(node().api(LIMITED, message.formatted("calm")).body()).contains("\"code\":103");
  }

  private void eachCallIsRecorded() throws Exception {
    node().publish("room:recorded", "x");
    node()
        .awaitLog(
            "\"event\":\"api.audit\",\"key\":\"writer\"", "\"room:recorded\",\"outcome\":\"ok\"");
  }

  private void opens(String path, String first) {
    try (RawSocket client = node().open(path)) {
      assertThat(client.readText()).isEqualTo(first);
    }
  }

  private void theChannelIsHeard() throws Exception {
    try (RawSocket client = node().open("/ws")) {
      client.readText();
      node().publish("room:hall", "published");
      assertThat(client.readText()).isEqualTo("\"published\"");
      client.sendText("heard");
      assertThat(client.readText()).isEqualTo("heard");
    }
  }

  private void says(String path, String text, String answer) {
    try (RawSocket client = node().open(path)) {
      client.sendText(text);
      assertThat(client.readText()).isEqualTo(answer);
    }
  }

  private void closes(String path, int opcode, int code) {
    try (RawSocket client = node().open(path)) {
      client.send(RawSocket.frame(opcode, new byte[] {'{'}));
      assertThat(client.readClose().closeCode()).isEqualTo(code);
    }
  }

  private void closes(String path, String text, int code) {
    try (RawSocket client = node().open(path)) {
      client.sendText(text);
      assertThat(client.readClose().closeCode()).isEqualTo(code);
    }
  }

  private void whatDoesNotFitIsDropped() {
    try (RawSocket client = node().open("/lost")) {
      String fits = "{\"symbol\":\"ABC\",\"price\":1.50}";
      client.sendText("{}").sendText(fits);
      assertThat(client.readText()).isEqualTo(fits);
      node().awaitLog("client.message.dropped", "lacks the property");
    }
  }

  private void publicationsMustFit(String channel) throws Exception {
    assertThat(node().publish(channel, "x").body())
        .contains("\"code\":107", "does not fit the schema of the channel " + channel);
  }

  private void bytesAreRefused() {
    try (RawSocket client = RawSocket.tcp(node().port())) {
      client.send(RawSocket.handshake(node().port(), "/text", "Sec-WebSocket-Protocol: soap"));
      assertThat(client.readHead()).contains(" 101 ");
      client.send(RawSocket.frame(RawSocket.BINARY, new byte[1]));
      assertThat(client.readClose().closeCode()).isEqualTo(1003);
    }
  }

  private void aSubprotocolIsSelected() {
    assertThat(node().upgrade("/text", "Sec-WebSocket-Protocol: xmpp, soap"))
        .containsIgnoringCase("sec-websocket-protocol: soap");
  }

  private void refuses(String path, String status, String... headers) {
    assertThat(node().upgrade(path, headers)).startsWith("HTTP/1.1 " + status + " ");
  }

  private void theSenderIsLeftOut() throws Exception {
    try (RawSocket sender = node().open("/alone");
        RawSocket other = node().open("/alone")) {
      sender.sendText("mine");
      assertThat(other.readText()).isEqualTo("mine");
      node().publish("room:alone", "next");
      assertThat(sender.readText()).isEqualTo("\"next\"");
    }
  }

  private void heartbeatsArrive() {
    try (RawSocket client = node().open("/objects")) {
      assertThat(client.readText()).isEqualTo(POSITION);
      assertThat(client.readText()).isEqualTo("{}");
    }
  }

  private void anOriginMayConnect() {
    assertThat(node().upgrade("/ws", "Origin: https://app.example")).contains(" 101 ");
    refuses("/ws", "403", "Origin: https://other.example");
  }

  private void aLargeBodyIsRefused() throws Exception {
    assertThat(node().publish("room:hall", "x".repeat(200_000)).statusCode()).isEqualTo(413);
  }

  private void aLongNameIsRefused() throws Exception {
    assertThat(node().publish("room:" + "a".repeat(50), "x").body()).contains("\"code\":107");
    assertThat(node().publish("room:" + "a".repeat(30), "x").body()).doesNotContain("error");
  }

  private void metricsHaveMoved() throws Exception {
    answers(ports[1], "/numbers", 200);
    answers(ports[1], "/metrics", 404);
  }

  private void aDrainingNodeAcceptsForAWhile() {
    node().process().terminate();
    node().awaitLog("drain.started");
    opens("/ws", "hello");
  }
}
