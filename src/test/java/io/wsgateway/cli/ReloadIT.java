package io.wsgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wsgateway.kit.Patience;
import io.wsgateway.support.Logs;
import io.wsgateway.support.PemFiles;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.TlsHandshake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change under a running node: mounted as Kubernetes does it, half-written, wrong. */
final class ReloadIT {
  private static final String FAILURES = "gateway_config_reload_failures_total";
  private static final String INVALID = "gateway_config_invalid";
  private static final String OLD = ReloadedNode.KEY;
  private static final String NEW = "the-second-key-of-a-test-of-thirty-two-bytes";
  private static final String BASE =
      """
      http: {host: 127.0.0.1, port: 0}
      management: {host: 127.0.0.1, port: 0}
      endpoints: [{path: /ws, channel: chat}]
      """
          + Patience.YAML;

  @TempDir private Path folder;
  private Logs logs;
  private int version;

  @BeforeEach
  void capture() {
    logs = new Logs(ReloadLog.class);
  }

  @AfterEach
  void release() {
    logs.close();
  }

  private static String keys(String... keys) {
    StringBuilder yaml = new StringBuilder("api:\n  port: 0\n  keys:\n");
    for (int i = 0; i < keys.length; i++) {
      yaml.append("    - {name: k%d, key: %s, scopes: [publish, manage]}\n".formatted(i, keys[i]));
    }
    return yaml.toString();
  }

  private List<String> lines(String event) {
    return logs.lines().stream().filter(line -> line.contains("event=\"" + event + "\"")).toList();
  }

  private ReloadedNode node(String yaml, String... sets) throws Exception {
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(file, yaml);
    return new ReloadedNode(file, sets);
  }

  /** Mounts two files as Kubernetes does: each is a link through one link, which is replaced. */
  private void mount(String config, String secret) throws IOException {
    Path data = Files.createDirectory(folder.resolve("..2026_11_27_" + ++version));
    Files.writeString(data.resolve("gateway.yaml"), config);
    Files.writeString(data.resolve("backend"), secret + "\n");
    Path next = folder.resolve("..data_tmp");
    Files.createSymbolicLink(next, data.getFileName());
    Files.move(next, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    for (String name : List.of("gateway.yaml", "backend")) {
      if (!Files.exists(folder.resolve(name))) {
        Files.createSymbolicLink(folder.resolve(name), Path.of("..data", name));
      }
    }
  }

  @Test
  void aMountedSecretAndAMountedConfigMapAreTakenWhenTheirLinkIsReplaced() throws Exception {
    String config = BASE + keys("\"file:" + folder.resolve("backend") + "\"");
    mount(config, OLD);
    try (ReloadedNode node = new ReloadedNode(folder.resolve("gateway.yaml"))) {
      node.look();
      assertThat(logs.lines()).isEmpty();
      mount(config, NEW);
      node.reload.look();
      assertThat(node.publish(OLD, "chat", "x").statusCode()).as("seen once").isEqualTo(200);
      node.reload.look();
      assertThat(node.publish(NEW, "chat", "x").statusCode()).isEqualTo(200);
      assertThat(node.publish(OLD, "chat", "x").statusCode()).isEqualTo(401);

      mount(config + "origins: {allow: [\"https://new.example\"]}\n", NEW);
      node.look();
      assertThat(logs.lines()).hasSize(2).noneMatch(line -> line.contains(NEW));
      assertThat(lines("config.reloaded"))
          .satisfiesExactly(
              line -> assertThat(line).contains("applied=\"api.keys[0].key\""),
              line -> assertThat(line).contains("applied=\"origins.allow\""));
    }
  }

  @Test
  void aKeyIsRotatedUnderLoadWithoutARefusedCall() throws Exception {
    try (ReloadedNode node = node(BASE + keys(OLD))) {
      AtomicReference<String> used = new AtomicReference<>(OLD);
      AtomicInteger refused = new AtomicInteger();
      AtomicInteger calls = new AtomicInteger();
      AtomicReference<Thread> running = new AtomicReference<>();
      Thread backend =
          new Thread(
              () -> {
                while (running.get() != null) {
                  try {
                    if (node.publish(used.get(), "chat", "x").statusCode() != 200) {
                      refused.incrementAndGet();
                    }
                    calls.incrementAndGet();
                  } catch (Exception e) {
                    refused.incrementAndGet();
                  }
                }
              });
      running.set(backend);
      backend.start();
      try {
        awaitMore(calls);
        node.write(BASE + keys(OLD, NEW));
        assertThat(node.reload().applied()).containsExactly("api.keys");
        awaitMore(calls);
        used.set(NEW);
        awaitMore(calls);
        node.write(BASE + keys(NEW));
        node.reload();
        awaitMore(calls);
      } finally {
        running.set(null);
        backend.join();
      }
      assertThat(refused).hasValue(0);
      assertThat(node.publish(OLD, "chat", "x").statusCode()).isEqualTo(401);
    }
  }

  private static void awaitMore(AtomicInteger calls) {
    int before = calls.get();
    org.awaitility.Awaitility.await().until(() -> calls.get() > before + 5);
  }

  @Test
  void aWrongFileChangesNothingAndIsToldOnce() throws Exception {
    String good = BASE + keys(OLD) + "limits: {messageBytes: 1000}\n";
    try (ReloadedNode node = node(good)) {
      node.look();
      assertThat(node.metric(FAILURES)).isZero();
      assertThat(node.metric(INVALID)).isZero();
      int failures = 0;
      for (String wrong :
          List.of(
              "",
              "# nothing but a comment\n",
              good.substring(0, good.indexOf("keys") + 3),
              BASE + keys(OLD) + "limits: {messageBytes: 0}\norigins: {require: true}\n",
              BASE + keys("\"file:" + folder.resolve("nowhere") + "\""),
              BASE + keys("short") + "origins: {require: true}\n",
              good.replace("http: {", "http: {tls: {cert: /nowhere, key: /nowhere}, "))) {
        node.write(wrong);
        node.look();
        node.look();
        assertThat(lines("config.invalid")).as(wrong).hasSize(++failures);
        assertThat(node.metric(FAILURES)).isEqualTo(failures);
        assertThat(node.metric(INVALID)).isEqualTo(1);
        assertThat(node.publish(OLD, "chat", "x").statusCode()).isEqualTo(200);
        assertThat(node.gateway.config().get().origins().require()).isFalse();
        assertThat(node.gateway.config().get().limits().messageBytes()).isEqualTo(1000);
      }
      assertThat(logs.lines()).hasSize(failures).noneMatch(line -> line.contains("short"));
      node.write(good);
      node.look();
      assertThat(lines("config.reloaded")).as("repaired").hasSize(1);
      assertThat(node.metric(FAILURES)).isEqualTo(failures);
      assertThat(node.metric(INVALID)).isZero();
    }
  }

  @Test
  void aSecretThatComesLaterThanTheFileThatNamesItIsTaken() throws Exception {
    try (ReloadedNode node = node(BASE + keys(OLD))) {
      node.look();
      Path secret = folder.resolve("late");
      node.write(BASE + keys("\"file:" + secret + "\""));
      node.look();
      assertThat(lines("config.invalid")).hasSize(1);
      Files.writeString(secret, NEW);
      node.look();
      assertThat(node.publish(NEW, "chat", "x").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aFileThatIsBeingWrittenIsNotTaken() throws Exception {
    try (ReloadedNode node = node(BASE + keys(OLD))) {
      node.look();
      String now = BASE + keys(OLD, NEW);
      for (int end = BASE.length(); end < now.length(); end += 7) {
        node.write(now.substring(0, end));
        node.reload.look();
        assertThat(node.publish(OLD, "chat", "x").statusCode()).isEqualTo(200);
      }
      assertThat(logs.lines()).isEmpty();
      node.write(now);
      node.look();
      assertThat(node.publish(NEW, "chat", "x").statusCode()).isEqualTo(200);
      assertThat(node.metric(FAILURES)).isZero();
    }
  }

  @Test
  void whatNeedsARestartIsToldOncePerChange() throws Exception {
    try (ReloadedNode node = node(BASE + keys(OLD), "limits.messageBytes=2000")) {
      node.look();
      node.write(
          BASE
              + keys(OLD)
              + "limits: {messageBytes: 3000, connections: 7}\nkeepAlive: {pingSeconds: 7}\n");
      node.look();
      node.look();
      assertThat(lines("config.restart"))
          .singleElement()
          .asString()
          .contains("changed=\"keepAlive.pingSeconds\"", "needs a restart");
      assertThat(lines("config.reloaded"))
          .as("what is set on the command line stays")
          .singleElement()
          .asString()
          .contains("applied=\"limits.connections\"");
      assertThat(node.gateway.config().get().limits().messageBytes()).isEqualTo(2000);
      assertThat(node.gateway.config().get().keepAlive().pingSeconds()).isEqualTo(25);
      node.write(BASE + keys(OLD) + "keepAlive: {pingSeconds: 7}\n");
      node.look();
      assertThat(lines("config.restart")).hasSize(1);
    }
  }

  @Test
  void aLowerLimitOfConnectionsClosesNobody() throws Exception {
    try (ReloadedNode node = node(BASE + keys(OLD));
        RawSocket first = RawSocket.open(node.gateway.httpPort(), "/ws");
        RawSocket second = RawSocket.open(node.gateway.httpPort(), "/ws")) {
      node.write(BASE + keys(OLD) + "limits: {connections: 1}\n");
      node.reload();
      try (RawSocket third = RawSocket.tcp(node.gateway.httpPort())) {
        third.send(RawSocket.handshake(node.gateway.httpPort(), "/ws"));
        assertThat(third.readHead()).contains(" 503 ");
      }
      first.sendText("a");
      assertThat(second.readText()).isEqualTo("a");
      assertThat(first.readText()).isEqualTo("a");
    }
  }

  @Test
  void theChannelsOfAKeyChangeToo() throws Exception {
    String limited = keys(OLD).replace("manage]", "manage], channels: [orders]");
    try (ReloadedNode node = node(BASE + keys(OLD))) {
      node.write(BASE + limited);
      assertThat(node.reload().applied()).containsExactly("api.keys[0].channels");
      assertThat(node.publish(OLD, "chat", "x").body()).contains("\"code\":103");
      node.write(BASE + limited.replace("orders", "ch*"));
      node.reload();
      assertThat(node.publish(OLD, "chat", "x").body()).isEqualTo("{\"result\":{}}");
      node.write(BASE + limited.replace("orders", "'*t'"));
      assertThatThrownBy(node::reload).hasMessageContaining("api.keys[0].channels[0]");
      assertThat(node.publish(OLD, "chat", "x").body()).isEqualTo("{\"result\":{}}");
    }
  }

  @Test
  void theApiReloads() throws Exception {
    try (ReloadedNode node = node(BASE + keys(OLD))) {
      node.write(BASE + keys(OLD) + "origins: {require: true}\ndrain: {windowSeconds: 7}\n");
      assertThat(node.api("reload", OLD, "{}").body())
          .isEqualTo(
              "{\"result\":{\"applied\":[\"origins.require\"],\"needRestart\":[\"drain.windowSeconds\"]}}");
      node.write(BASE + keys("short") + "limits: {connections: x}\n");
      assertThat(node.api("reload", OLD, "{}").body())
          .contains("\"code\":107", "limits.connections", "api.keys[0].key", "nothing was applied")
          .doesNotContain("short");
      assertThat(node.publish(OLD, "chat", "x").statusCode()).isEqualTo(200);
      assertThat(node.metric(FAILURES)).isEqualTo(1);
      assertThat(node.metric(INVALID)).isEqualTo(1);
      node.write(BASE + keys(OLD));
      node.reload();
      assertThat(node.metric(INVALID)).as("repaired").isZero();
      node.gateway.reloading().by(null);
      assertThat(node.api("reload", OLD, "{}").body()).contains("\"code\":108");
    }
  }

  @Test
  void aRequestDuringAReloadIsAnsweredByTheNextOne() throws Exception {
    try (ReloadedNode node = node(BASE + keys(OLD))) {
      var first = node.reload.reload();
      node.write(BASE + keys(OLD) + "limits: {connections: 7}\n");
      var second = node.reload.reload().toCompletableFuture().get();
      first.toCompletableFuture().get();
      assertThat(node.gateway.config().get().limits().connections()).isEqualTo(7);
      assertThat(second.needRestart()).isEmpty();
      assertThat(node.reload().applied()).isEmpty();
    }
  }

  @Test
  void certificatesAreLoadedOnDemand() throws Exception {
    PemFiles tls = new PemFiles(folder);
    Certificate first = tls.renew("first");
    String yaml =
        """
        http: {host: 127.0.0.1, port: 0, tls: {cert: %1$s, key: %2$s}}
        management: {host: 127.0.0.1, port: 0, tls: {cert: %1$s, key: %2$s}}
        api: {port: 0}
        """
            .formatted(tls.cert(), tls.key());
    try (ReloadedNode node = node(yaml)) {
      assertThat(TlsHandshake.served(node.gateway.httpPort())).isEqualTo(first);
      Certificate second = tls.renew("a second with a longer name");
      node.reload();
      assertThat(TlsHandshake.served(node.gateway.httpPort())).isEqualTo(second);
      assertThat(TlsHandshake.served(node.gateway.managementPort())).isEqualTo(second);
      Files.writeString(tls.key(), "-----BEGIN PRIVATE KEY-----\n");
      assertThatThrownBy(node::reload).rootCause().hasMessageContaining("http.tls.key");
      assertThat(TlsHandshake.served(node.gateway.httpPort())).isEqualTo(second);
    }
  }

  @Test
  void aNodeThatStopsAnswersEachRequestAtOnce() throws Exception {
    try (ReloadedNode node = node(BASE)) {
      node.reload.close();
      for (int i = 0; i < 2; i++) {
        assertThat(node.reload.reload().toCompletableFuture())
            .failsWithin(Duration.ofSeconds(30))
            .withThrowableThat()
            .withMessageContaining("starting or stopping");
      }
    }
  }

  @Test
  void aNodeThatIsNotThereIgnoresTheSignal() {
    try (Logs signals = new Logs(Reread.class)) {
      new Reread().run();
      assertThat(signals.lines()).singleElement().asString().contains("signal.ignored");
    }
  }
}
