package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.ReplyException;
import io.wsgateway.app.Gateway;
import io.wsgateway.app.StartException;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.TestAuthority;
import io.wsgateway.support.TestBackend;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutual TLS on the event bus of two nodes: who has no certificate of the authority is outside. */
final class BusTlsIT {
  private static final DeliveryOptions SHORT = new DeliveryOptions().setSendTimeout(2000);

  @TempDir private static Path folder;
  private static TestAuthority ours;
  private static TestAuthority foreign;
  private static RunningCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    ours = new TestAuthority(folder.resolve("ours")).issue("node").issue("backend");
    foreign = new TestAuthority(folder.resolve("foreign")).issue("backend");
    cluster =
        RunningCluster.secured(
            2,
            "{cert: %s, key: %s, ca: %s}".formatted(ours.cert("node"), ours.key("node"), ours.ca()),
            "endpoints: [{path: /ws, channel: chat}]\n");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void nodesAndBackendsOfTheAuthorityReachEachOther() throws Exception {
    try (TestBackend backend = TestBackend.join(cluster, true, TestBackend.bus(ours, "backend"));
        PlainClient first = PlainClient.connect(cluster.node(0).ws("/ws"));
        PlainClient second = PlainClient.connect(cluster.node(1).ws("/ws"))) {
      first.send("from a client");
      assertThat(second.next()).isEqualTo("from a client");
      backend.request("gateway.broadcast", "from a backend", new DeliveryOptions());
      assertThat(second.next()).isEqualTo("from a backend");
    }
  }

  @Test
  void whatIsFarTooLargeIsRefusedBehindTls() {
    try (TestBackend backend = TestBackend.join(cluster, true, TestBackend.bus(ours, "backend"))) {
      Buffer large = Buffer.buffer(new byte[3_000_000]);
      assertThatThrownBy(() -> backend.request("gateway.broadcast", large, SHORT))
          .hasRootCauseInstanceOf(ReplyException.class)
          .hasMessageContaining("far over limits.messageBytes");
    }
  }

  @Test
  void aMemberOfAnotherAuthorityCanSendNothing() throws Exception {
    try (PlainClient client = PlainClient.connect(cluster.node(0).ws("/ws"))) {
      // It believes everybody, as an intruder would; nobody believes it.
      EventBusOptions intruder =
          TestBackend.bus(foreign, "backend").setTrustOptions(null).setTrustAll(true);
      try (TestBackend backend = TestBackend.join(cluster, true, intruder)) {
        for (int node = 0; node < 2; node++) {
          assertThat(failure(backend)).isInstanceOf(Exception.class);
        }
      }
      client.send("end");
      assertThat(client.next()).isEqualTo("end");
    }
  }

  private static Throwable failure(TestBackend backend) {
    try {
      backend.request("gateway.broadcast", "injected", SHORT);
      return new AssertionError("was answered");
    } catch (CompletionException e) {
      assertThat(e.getCause()).isNotInstanceOf(AssertionError.class);
      return e.getCause() instanceof ReplyException reply ? reply : e.getCause();
    }
  }

  @Test
  void plainTextOnThePortIsCutOff() throws Exception {
    try (Socket injector = new Socket(InetAddress.getLoopbackAddress(), cluster.busPort(0))) {
      // The length and the wire version of a bus message, as a plain node would send them.
      injector.getOutputStream().write(new byte[] {0, 0, 0, 64, 2});
      injector.getOutputStream().write(new byte[63]);
      InputStream answer = injector.getInputStream();
      injector.setSoTimeout(10_000);
      // A TLS alert at most, then the end.
      await().until(() -> answer.read() < 0);
    }
  }

  @Test
  void filesThatChangedAfterTheyWereCheckedStopTheStart() throws Exception {
    TestAuthority changed =
        new TestAuthority(folder.resolve("changed")).issue("node").issue("other");
    String tls =
        "{cert: %s, key: %s, ca: %s}"
            .formatted(changed.cert("node"), changed.key("node"), changed.ca());
    GatewayConfig config = ConfigLoader.parse(cluster.settingsWithTls(0, 2, tls)).config();
    Files.copy(changed.key("other"), changed.key("node"), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(
            () ->
                Gateway.start(config)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("eventBus.tls: the certificate in ");
  }
}
