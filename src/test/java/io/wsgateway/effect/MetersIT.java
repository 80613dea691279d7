package io.wsgateway.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.wsgateway.effect.Node.Drive;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.kit.GatewayLauncher;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.Hs256;
import io.wsgateway.metrics.DocumentedMeters;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.TestBackend;
import io.wsgateway.support.UnheardMember;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every meter of docs/metrics.md moves, seen at two nodes under traffic and faults. A new meter
 * needs a row: what moves it, or why nothing can.
 */
final class MetersIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern NODE_ID = Pattern.compile("cluster\\.joined .*nodeId=(\\S+)");
  private static final Pattern ANY_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Drive NOTHING = () -> {};
  private static final String CONFIG =
      Node.API
          + """
          node: {eventLoops: 1}
          endpoints:
            - {path: /ws, channel: news}
            - {path: /json, channel: json, data: json}
            - {path: /deaf, channel: loud, onMessage: ignore}
            - {path: /ask, channel: ask, onMessage: forward}
            - {path: /own, channel: own, auth: token}
            - {path: /no, channel: ask, onMessage: forward, awaitReply: true}
          limits: {messageBytes: 60000, outboundQueueBytes: 70000}
          drain: {acceptSeconds: 600}
          cluster:
            enabled: true
            name: %s
            host: 127.0.0.1
            port: %d
            relayQueueBytes: 65536
            probeSeconds: 1
            discovery: {members: ["%s"]}
          eventBus: {port: 0}
          events: {send: [connected]}
          hooks: {secret: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, events: {url: "http://127.0.0.1:1/events"}}
          auth: {jwt: {keys: [{kid: own, alg: HS256, secret: a-secret-of-a-test-of-32-bytes-or-more}], jwksUrl: "http://127.0.0.1:1/keys"}}
          """;

  /** Meters that do not move here, and why. */
  private static final Map<String, String> STILL =
      Map.ofEntries(
          Map.entry("gateway_build_info", "it is always 1"),
          Map.entry(
              "gateway_connections_limit",
              "it is the limit of the configuration; see ConnectionsLimitTest"),
          Map.entry(
              "gateway_tls_certificate_expiry_seconds", "these nodes are plain; see TlsFilesTest"),
          Map.entry("gateway_tls_reload_failures_total", "these nodes are plain; see TlsFilesTest"),
          Map.entry("gateway_tls_engine_info", "these nodes are plain; see TlsFilesTest"),
          Map.entry(
              "gateway_events_dropped_total",
              "16 MiB of events would take thousands of clients; see EventSenderTest"),
          Map.entry(
              "gateway_pauses_total",
              "that takes a pause of 15 s; see PauseWatchTest and WokenNodeIT"),
          Map.entry(
              "gateway_waking", "that takes a pause of 15 s; see PauseWatchTest and WokenNodeIT"),
          Map.entry(
              "gateway_faults_total",
              "only an internal error moves it; see RawFaultsTest and RefusalsTest"),
          Map.entry("gateway_hooks_seconds", "the backend of the hook is down; see HooksIT"),
          Map.entry(
              "gateway_hooks_in_flight",
              "a call that is refused at once is hardly ever seen; see HooksIT"),
          Map.entry("gateway_hooks_open", "events are repeated until they are taken; see HooksIT"),
          Map.entry(
              "gateway_hooks_events_dropped_total",
              "16 MiB of events would take thousands of clients; see HookEventsTest"));

  @TempDir private Path folder;
  private final String cluster = "meters-" + UUID.randomUUID();
  private final int[] ports = FreePorts.of(2);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final MeterWatch watch = new MeterWatch();
  private Node first;
  private Path firstFile;
  private Node second;
  private boolean paused;
  private boolean draining;
  private TestBackend backend;
  private TestBackend neighbour;
  private TestBackend unreachable;
  private MessageConsumer<Object> foreign;
  private UnheardMember unheard;
  private Buffer beacon;

  private Node node(String name, int index, String more) throws IOException {
    String member = "127.0.0.1:" + ports[0];
    GatewayLauncher launcher =
        GatewayProcess.named(name)
            .config(CONFIG.formatted(cluster, ports[index], member) + more)
            .set("drain.maxConnectionAgeSeconds", index)
            .set("logging.audit", folder.resolve("audit-" + index));
    firstFile = firstFile == null ? launcher.file() : firstFile;
    Node node = new Node(launcher.start());
    opened.add(node);
    return node;
  }

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  /** In this order: what ends a node comes last. */
  private Map<String, Drive> rows() {
    Map<String, Drive> rows = new LinkedHashMap<>();
    rows.put("gateway_event_loop_lag_seconds", NOTHING);
    rows.put("gateway_api_requests_total", () -> first.publish("news", "x"));
    rows.put("gateway_publish_seconds", () -> first.publish("news", "x"));
    rows.put("gateway_auth_failures_total", () -> first.api("not the key", "{}"));
    rows.put("gateway_audit_dropped_total", this::recordNowhere);
    rows.put("gateway_jwks_failures_total", NOTHING);
    rows.put("gateway_connections", this::open);
    rows.put("gateway_blocked_users", () -> first.block("nobody"));
    rows.put("gateway_blocked_closes_total", this::block);
    rows.put("gateway_subscriptions", this::open);
    rows.put("gateway_channels", this::open);
    rows.put("gateway_handshakes_total", this::open);
    rows.put("gateway_messages_received_total", this::talk);
    rows.put("gateway_messages_sent_total", this::talk);
    rows.put("gateway_bytes_received_total", this::talk);
    rows.put("gateway_bytes_sent_total", this::talk);
    rows.put("gateway_delivery_seconds", this::talk);
    rows.put("gateway_closes_total", () -> first.open("/ws").close());
    rows.put("gateway_rate_limited_total", this::flood);
    rows.put("gateway_messages_invalid_total", this::sayWhatIsNoJson);
    rows.put("gateway_outbound_queue_bytes", this::doNotRead);
    rows.put("gateway_outbound_heap_bytes", this::doNotRead);
    rows.put("gateway_slow_consumers_total", this::doNotRead);
    rows.put("gateway_messages_dropped_total", this::doNotRead);
    rows.put("gateway_eventbus_undelivered_total", this::ask);
    rows.put("gateway_hooks_requests_total", this::open);
    rows.put("gateway_hooks_events_queued_bytes", this::open);
    rows.put("gateway_config_reload_failures_total", this::breakTheConfiguration);
    rows.put("gateway_config_invalid", this::breakTheConfiguration);
    rows.put("gateway_cluster_joins_total", this::join);
    rows.put("gateway_cluster_members", this::join);
    rows.put("gateway_cluster_size", this::join);
    rows.put("gateway_cluster_drifted_nodes", this::join);
    rows.put("gateway_connections_aged_total", this::growOld);
    rows.put("gateway_confirm_seconds", () -> first.publish("news", "x"));
    rows.put("gateway_confirm_waits_total", () -> first.publish("news", "x"));
    rows.put("gateway_cluster_foreign_members", this::joinBackend);
    rows.put("gateway_bus_unreachable_members", this::joinUnreachable);
    rows.put("gateway_bus_foreign_consumers", this::listenAsAGateway);
    rows.put("gateway_eventbus_rejected_total", () -> bus().publish("gateway.publish", "x"));
    rows.put("gateway_client_calls_total", this::callNobody);
    rows.put("gateway_backend_failures_total", this::sayNo);
    rows.put("gateway_clock_skew_seconds", this::delayABeacon);
    rows.put("gateway_cluster_unheard_nodes", this::joinUnheard);
    rows.put("gateway_relay_send_failures_total", this::joinUnheard);
    rows.put("gateway_probe_seconds", NOTHING);
    rows.put("gateway_probe_lost_total", this::joinUnheard);
    rows.put("gateway_relay_duplicates_total", this::repeatAnEnvelope);
    rows.put("gateway_relay_queue_bytes", this::publishToAPausedNode);
    rows.put("gateway_confirm_slowest_seconds", this::publishToAPausedNode);
    rows.put("gateway_publish_unconfirmed_total", this::publishToAPausedNode);
    rows.put("gateway_relay_heap_bytes", this::publishToAPausedNode);
    rows.put("gateway_cluster_silent_nodes", this::pause);
    rows.put("gateway_relay_lost_total", this::losePublications);
    rows.put("gateway_cluster_late_members", this::pause);
    rows.put("gateway_isolated", this::stop);
    rows.put("gateway_cluster_leaves_total", this::stop);
    rows.put("gateway_draining", this::drain);
    // While the drain still accepts clients; it counts them once a second.
    rows.put("gateway_drain_remaining", this::open);
    return rows;
  }

  @Test
  void everyMeterHasARow() throws Exception {
    TreeSet<String> rows = new TreeSet<>(rows().keySet());
    rows.addAll(STILL.keySet());
    assertThat(rows).isEqualTo(DocumentedMeters.present().keySet());
  }

  @Test
  void everyMeterMoves() throws Exception {
    Map<String, Drive> rows = rows();
    first = node("first", 0, "");
    look();
    for (Map.Entry<String, Drive> row : rows.entrySet()) {
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (!watch.hasMoved(row.getKey()) && System.nanoTime() < deadline) {
        row.getValue().run();
        look();
      }
    }
    assertThat(watch.still(rows.keySet())).as("meters that nothing moved").isEmpty();
  }

  private void look() {
    watch.look(first, rows().keySet());
    if (second != null && !paused) {
      watch.look(second, rows().keySet());
    }
  }

  private RawSocket keep(RawSocket client) {
    opened.add(client);
    return client;
  }

  private void open() {
    keep(first.open("/ws"));
  }

  private void block() {
    String token = Hs256.KEY.token("{\"alg\":\"HS256\",\"kid\":\"own\"}", "{\"sub\":\"blocked\"}");
    try (RawSocket client = first.open("/own", "Authorization: Bearer " + token)) {
      first.block("blocked");
      client.readClose();
    }
  }

  private void talk() {
    try (RawSocket client = first.open("/ws")) {
      client.sendText("hello");
      client.readText();
    }
  }

  private void flood() {
    byte[][] frames = new byte[300][];
    Arrays.fill(frames, RawSocket.frame(RawSocket.TEXT, new byte[1]));
    keep(first.open("/deaf")).send(frames);
  }

  private void sayWhatIsNoJson() {
    try (RawSocket client = first.open("/json")) {
      client.sendText("{").readClose();
    }
  }

  private void doNotRead() throws Exception {
    if (opened.stream().noneMatch(RawSocket.class::isInstance)) {
      open();
    }
    keep(RawSocket.open(first.port(), "/deaf", 4096));
    for (int i = 0; i < 100; i++) {
      first.publish("loud", "x".repeat(50_000));
      look();
    }
  }

  private void ask() {
    keep(first.open("/ask")).sendText("is anybody there?");
  }

  /** Nothing else reads the file later. */
  /** A directory stands where the file was. */
  private void recordNowhere() throws Exception {
    Path audit = folder.resolve("audit-0");
    if (!Files.isDirectory(audit)) {
      Files.delete(audit);
      Files.createDirectory(audit);
    }
    first.publish("news", "x");
  }

  private void breakTheConfiguration() throws Exception {
    Files.writeString(firstFile, "limits: nonsense\n");
    assertThat(first.reload().body()).contains("the configuration has problems");
  }

  /** At the second node, whose connections have an age. */
  private void growOld() {
    try (RawSocket client = second.open("/ws", "Origin: http://127.0.0.1:" + second.port())) {
      client.readClose();
    }
  }

  /** With another limit than the first has. */
  private void join() throws IOException {
    if (second == null) {
      second = node("second", 1, "origins: {require: true}\n");
      second.process();
    }
  }

  /** Until the node knows that somebody listens. */
  private void sayNo() {
    bus().consumer("gateway.inbound", question -> question.fail(422, "no"));
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () -> {
              try (RawSocket client = first.open("/no")) {
                client.sendText("may I?");
                return client.readText().contains("422");
              }
            });
  }

  private void joinBackend() {
    bus();
  }

  /** A node that is in the cluster, and whose event bus is at a closed port. */
  private void joinUnheard() {
    if (unheard == null) {
      unheard = UnheardMember.join(cluster, "127.0.0.1:" + ports[0], FreePorts.of(1)[0]);
      opened.add(unheard);
    }
  }

  /** A backend whose event bus is said to be at a closed port. */
  private void joinUnreachable() {
    if (unreachable == null) {
      unreachable =
          TestBackend.join(
              cluster,
              "127.0.0.1:" + ports[0],
              true,
              TestBackend.bus().setClusterPublicPort(FreePorts.of(1)[0]));
      opened.add(unreachable);
    }
  }

  /** On an address whose messages the other rows do not need. */
  private void listenAsAGateway() {
    if (foreign == null) {
      foreign = bus().consumer("gateway.client", message -> {});
    }
  }

  private io.vertx.core.eventbus.EventBus bus() {
    if (backend == null) {
      backend = TestBackend.join(cluster, "127.0.0.1:" + ports[0], false, TestBackend.bus());
      opened.add(backend);
    }
    return backend.eventBus();
  }

  private void callNobody() {
    bus().send("gateway.client", "x", new DeliveryOptions().addHeader("client", "nobody"));
  }

  private static Buffer capture(MessageConsumer<Buffer> consumer, Drive drive) throws Exception {
    Queue<Buffer> captured = new ConcurrentLinkedQueue<>();
    consumer.handler(message -> captured.add(message.body()));
    consumer.completion().toCompletionStage().toCompletableFuture().join();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (captured.isEmpty() && System.nanoTime() < deadline) {
      drive.run();
    }
    consumer.unregister().toCompletionStage().toCompletableFuture().join();
    return captured.element();
  }

  /** A member that says that it is a gateway, and means what it sends. */
  private TestBackend neighbour() {
    if (neighbour == null) {
      neighbour = TestBackend.joinAsGateway(cluster, "127.0.0.1:" + ports[0], "neighbour");
      opened.add(neighbour);
    }
    return neighbour;
  }

  /** What a node sent, in the neighbour's name: all ids are of one length. */
  private Buffer renamed(Buffer message) {
    String bytes = message.toString(StandardCharsets.ISO_8859_1.name());
    Matcher id = ANY_ID.matcher(bytes);
    assertThat(id.find()).isTrue();
    return Buffer.buffer(
        id.replaceFirst(neighbour().nodeId()).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A beacon that is older than all that came since. */
  private void delayABeacon() throws Exception {
    if (beacon == null) {
      beacon = renamed(capture(bus().consumer("gateway.beacon"), this::look));
    }
    neighbour().eventBus().publish("gateway.beacon", beacon);
  }

  /** Takes an envelope from the second node, and brings it twice. */
  private void repeatAnEnvelope() throws Exception {
    Matcher id = NODE_ID.matcher(second.output());
    assertThat(id.find()).isTrue();
    String address = "gateway.relay." + id.group(1);
    Buffer envelope = renamed(capture(bus().consumer(address), () -> first.publish("news", "x")));
    neighbour().eventBus().send(address, envelope, new DeliveryOptions());
    neighbour().eventBus().send(address, envelope, new DeliveryOptions());
  }

  private void pause() {
    if (!paused) {
      paused = true;
      second.process().pause();
    }
  }

  /** Many between two looks: the kernel takes megabytes first, and a paused node is evicted. */
  private void publishToAPausedNode() throws Exception {
    pause();
    for (int i = 0; i < 20; i++) {
      first.publish("news", "x".repeat(50_000));
    }
  }

  private void losePublications() throws Exception {
    publishToAPausedNode();
    first.driveAbove(
        "gateway_messages_dropped_total{policy=\"relayBacklog\"}",
        () -> first.publish("news", "x".repeat(50_000)));
    second.process().resume();
    paused = false;
    first.publish("news", "x");
  }

  /** Once: a second signal ends it. */
  private void drain() {
    if (!draining) {
      draining = true;
      first.process().terminate();
    }
  }

  /** With whatever counts as a node, so that the first one is no majority. */
  private void stop() {
    if (neighbour != null && opened.remove(neighbour)) {
      neighbour.close();
    }
    if (unheard != null && opened.remove(unheard)) {
      unheard.close();
    }
    second.process().kill();
    paused = true;
  }
}
