package io.wsgateway.effect;

import static io.wsgateway.effect.KeyRow.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.TestAuthority;
import io.wsgateway.support.TestBackend;
import io.wsgateway.support.TlsHandshake;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Two nodes and a backend: the second finds the first by a name, as in Kubernetes. */
final class PairKeys extends KeyGroup {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String CONFIG =
      Node.API
          + """
          node: {eventLoops: 1}
          endpoints:
            - {path: /ws, channel: news}
            - {path: /ask, channel: ask, onMessage: forward, awaitReply: true}
            - {path: /own, channel: ask, onMessage: forward, awaitReply: true, onFail: close, affinity: client}
          limits: {messageBytes: 60000}
          events: {send: [connected]}
          eventBus: {prefix: other, %s, tls: {cert: '%s', key: '%s', ca: '%s'}}
          cluster: {enabled: true, name: %s, port: %d, relayQueueBytes: 262144, confirmMillis: 400, probeSeconds: 1, %s}
          """;

  private final String cluster = "pair-" + UUID.randomUUID();
  private final int[] ports = FreePorts.of(3);
  private final TestAuthority authority;
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();
  private TestBackend backend;

  PairKeys(Path folder) throws IOException, GeneralSecurityException {
    authority = new TestAuthority(folder).issue("node").issue("backend");
    add("port: " + ports[1], "host: 127.0.0.1, discovery: {members: ['" + member() + "']}");
    // The name is that of 127.0.0.1, where the first one is.
    add(
        "host: 127.0.0.1, port: " + ports[2],
        "host: 127.0.0.3, minMembers: 2, discovery: {type: kubernetes, service: localhost}");
  }

  private void add(String bus, String others) throws IOException {
    add(
        GatewayProcess.named("pair")
            .config(
                CONFIG.formatted(
                    bus,
                    authority.cert("node"),
                    authority.key("node"),
                    authority.ca(),
                    cluster,
                    ports[0],
                    others)));
  }

  private String member() {
    return "127.0.0.1:" + ports[0];
  }

  @Override
  List<KeyRow> rows() {
    return List.of(
        seen("cluster.enabled", () -> members(2)),
        seen("cluster.name", () -> node().awaitLog("joined the cluster " + cluster)),
        seen("cluster.host", () -> isAt(1, ports[0], 2)),
        seen("cluster.port", () -> Node.connect(3, ports[0])),
        seen("cluster.discovery.type", () -> node(1).awaitLog("cluster.joined", "members=2")),
        seen("cluster.discovery.service", () -> node(1).awaitLog("cluster.joined", "members=2")),
        seen("cluster.probeSeconds", () -> node().awaitAbove("gateway_probe_seconds_count", 4)),
        seen("eventBus.host", () -> isAt(1, ports[2], 3)),
        seen("eventBus.port", () -> Node.connect(1, ports[1])),
        seen("eventBus.tls.cert", this::theBusShowsItsCertificate),
        seen("eventBus.tls.key", this::theBusShowsItsCertificate),
        seen("eventBus.tls.ca", this::theNodesBelieveEachOther),
        seen("eventBus.prefix", this::theBackendHearsOfAClient),
        seen("events.send", this::theBackendHearsOfAClient),
        seen("endpoints[].awaitReply", this::theBackendAnswers),
        seen("endpoints[].onFail", this::theBackendsNoCloses),
        seen("endpoints[].affinity", this::aClientStaysWithOneOfTwoBackends),
        seen("cluster.confirmMillis", this::aPausedPeerIsWaitedFor),
        seen("cluster.relayQueueBytes", this::aPausedPeerLosesMessages));
  }

  @Override
  void start() throws IOException {
    start(0);
    node().process();
    start(1);
  }

  private void members(int count) {
    await().atMost(LIMIT).until(() -> node().metric("gateway_cluster_members") == count);
  }

  private void isAt(int last, int port, int other) throws Exception {
    node(1).process();
    Node.connect(last, port);
    assertThatThrownBy(() -> Node.connect(other, port)).isInstanceOf(ConnectException.class);
  }

  private void theBusShowsItsCertificate() throws Exception {
    X509Certificate shown = (X509Certificate) TlsHandshake.served(ports[1]);
    assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=node");
    node(1).expires("eventBus", shown);
  }

  private void theNodesBelieveEachOther() {
    try (RawSocket here = node(0).open("/ws");
        RawSocket there = node(1).open("/ws")) {
      here.sendText("hello");
      assertThat(there.readText()).isEqualTo("hello");
    }
  }

  private TestBackend backend() {
    if (backend == null) {
      backend = TestBackend.join(cluster, member(), true, TestBackend.bus(authority, "backend"));
      var bus = backend.eventBus();
      bus.<JsonObject>consumer("other.events", message -> events.add(message.body()));
      bus.consumer("other.inbound", PairKeys::answer);
    }
    return backend;
  }

  private static void answer(Message<Object> question) {
    if (question.body().equals("a bad one")) {
      question.fail(422, "bad");
    } else {
      question.reply("answer to " + question.body());
    }
  }

  /** Until the node knows that somebody listens. */
  private void theBackendHearsOfAClient() {
    assertThat(backend()).isNotNull();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              node().open("/ws").close();
              assertThat(events).anyMatch(e -> e.getString("event").equals("connected"));
            });
  }

  private void theBackendAnswers() {
    theBackendHearsOfAClient();
    try (RawSocket client = node().open("/ask")) {
      client.sendText("a question");
      assertThat(client.readText()).isEqualTo("answer to a question");
    }
  }

  private void theBackendsNoCloses() {
    theBackendHearsOfAClient();
    try (RawSocket client = node().open("/own")) {
      client.sendText("a bad one");
      assertThat(client.readClose().closeCode()).isEqualTo(1011);
    }
  }

  /** At the other endpoint the two take turns. */
  private void aClientStaysWithOneOfTwoBackends() {
    theBackendHearsOfAClient();
    try (TestBackend second =
            TestBackend.join(cluster, member(), true, TestBackend.bus(authority, "backend"));
        RawSocket any = node().open("/ask");
        RawSocket own = node().open("/own")) {
      second.eventBus().consumer("other.inbound", message -> message.reply("of the second"));
      await().atMost(LIMIT).until(() -> answers(any).size() == 2);
      assertThat(answers(own)).hasSize(1);
    }
  }

  private static Set<String> answers(RawSocket client) {
    Set<String> answers = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      client.sendText("a question");
      answers.add(client.readText());
    }
    return answers;
  }

  /** For four times as long as by default, and the reply says so. */
  private void aPausedPeerIsWaitedFor() throws Exception {
    node(1).process().pause();
    try {
      long before = System.nanoTime();
      assertThat(node().publish("news", "x").body()).isEqualTo("{\"result\":{\"unconfirmed\":1}}");
      assertThat(System.nanoTime() - before).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(399));
    } finally {
      node(1).process().resume();
    }
  }

  /** The second node is paused until the first drops what waits for it. */
  private void aPausedPeerLosesMessages() throws Exception {
    node(1).process().pause();
    try {
      node()
          .driveAbove(
              "gateway_messages_dropped_total{policy=\"relayBacklog\"}",
              () -> node().publish("news", "x".repeat(50_000)));
      assertThat(node().metric("gateway_relay_queue_bytes")).isLessThanOrEqualTo(262_144);
    } finally {
      node(1).process().resume();
    }
  }

  @Override
  public void close() {
    if (backend != null) {
      backend.close();
    }
    super.close();
  }
}
