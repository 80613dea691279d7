package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.wsgateway.config.BusTlsConfig;
import io.wsgateway.config.EventBusConfig;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.metrics.SendFailure;
import io.wsgateway.support.RunningCluster;
import io.wsgateway.support.TestAuthority;
import io.wsgateway.transport.BusCertificates;
import io.wsgateway.transport.BusFailures;
import io.wsgateway.transport.BusTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a check finds out about the event bus of a running node, and about ports that are none. */
final class VertxBusCheckIT {
  private static final Node PEER = new Node("there", "that node");
  private static final EventBusConfig BUS = new EventBusConfig("gateway", "127.0.0.1", 0, null);
  private static final int MESSAGE_BYTES = 65_536;

  @TempDir private static Path folder;
  private static TestAuthority ours;
  private static TestAuthority foreign;
  private static RunningCluster cluster;
  private static Vertx vertx;

  @BeforeAll
  static void start() throws Exception {
    ours = new TestAuthority(folder.resolve("ours")).issue("node").issueExpired("old");
    foreign = new TestAuthority(folder.resolve("foreign")).issue("node");
    cluster =
        RunningCluster.secured(
            1,
            "{cert: %s, key: %s, ca: %s}".formatted(ours.cert("node"), ours.key("node"), ours.ca()),
            "endpoints: [{path: /ws, channel: chat}]\n");
    vertx = Vertx.vertx();
    // The first handshake of a JVM on a busy machine may take longer than a check waits.
    BusTlsConfig good = tls(ours, "node", ours);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> check(good, cluster.busPort(0)).failure() == null);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    get(vertx.close());
  }

  private static BusTlsConfig tls(TestAuthority signed, String name, TestAuthority trusted) {
    return new BusTlsConfig(
        signed.cert(name).toString(), signed.key(name).toString(), trusted.ca().toString());
  }

  private static BusCheck.Result check(@Nullable BusTlsConfig tls, int port) {
    BusCertificates certificates = tls == null ? null : BusCertificates.read(tls);
    Vertx own =
        Vertx.builder().withTransport(BusTransport.of(() -> MESSAGE_BYTES, certificates)).build();
    try {
      BusCheck.Result result =
          get(new VertxBusCheck(own, "here", BUS, node -> place(port)).check(PEER));
      assertThat(result.address()).isEqualTo("127.0.0.1:" + port);
      return result;
    } finally {
      get(own.close());
    }
  }

  private static Future<NodeInfo> place(int port) {
    return Future.succeededFuture(new NodeInfo("127.0.0.1", port, null));
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static SendFailure failure(@Nullable BusTlsConfig tls, int port) {
    BusCheck.Result result = check(tls, port);
    assertThat(result.failure()).isNotNull();
    return BusFailures.of(result.failure());
  }

  @Test
  void aNodeOfTheSameAuthorityAnswers() {
    assertThat(check(tls(ours, "node", ours), cluster.busPort(0)).failure()).isNull();
  }

  @Test
  void aCertificateThatThisNodeDoesNotAcceptIsSeen() {
    assertThat(failure(tls(foreign, "node", foreign), cluster.busPort(0)))
        .isEqualTo(SendFailure.TLS);
  }

  @Test
  void aCertificateThatTheOtherNodeDoesNotAcceptIsSeenThoughTheHandshakeIsOver() {
    int port = cluster.busPort(0);
    assertThat(failure(tls(foreign, "node", ours), port)).isEqualTo(SendFailure.TLS);
    assertThat(check(tls(ours, "old", ours), port).failure())
        .hasRootCauseMessage("Received fatal alert: certificate_unknown");
  }

  @Test
  void aNodeWithTlsEndsAConnectionWithout() {
    assertThat(failure(null, cluster.busPort(0))).isEqualTo(SendFailure.CLOSED);
  }

  @Test
  void aClosedPortRefuses() {
    int port = FreePorts.of(1)[0];
    assertThat(failure(null, port)).isEqualTo(SendFailure.REFUSED);
    assertThat(failure(tls(ours, "node", ours), port)).isEqualTo(SendFailure.REFUSED);
  }

  @Test
  void aFrozenProcessAcceptsAndDoesNotAnswer() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertThat(failure(null, mute.getLocalPort())).isEqualTo(SendFailure.UNREACHABLE);
      assertThat(failure(tls(ours, "node", ours), mute.getLocalPort()))
          .isEqualTo(SendFailure.UNREACHABLE);
    }
  }

  @Test
  void whereANodeIsMayNotBeFoundOut() {
    var check = new VertxBusCheck(vertx, "here", BUS, node -> Future.failedFuture("not a member"));
    assertThat(check.check(PEER).result().address()).isEmpty();
  }
}
