package io.wsgateway.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.eventbus.DeliveryOptions;
import io.wsgateway.kit.ForeignMember;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.support.TestBackend;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What members, would-be members and others do to the ports between nodes of two processes. */
final class GuardedBusIT {
  private static final int MEGABYTE = 1 << 20;
  private static final String YAML =
      "endpoints: [{path: /ws, channel: news}]\nchannels: {namespaces: {}}\n";

  private static GatewayCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = GatewayCluster.of(2, 0, YAML);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** The Hazelcast that Vert.x 5.0 and 5.2 bring. */
  @Test
  void membersOfOtherVersionsAreToldAtOnceAndLoggedOnce() throws Exception {
    List<Integer> before = sizes();
    try (ForeignMember old = ForeignMember.start("5.3.8", cluster.name(), cluster.members());
        ForeignMember last = ForeignMember.start("5.6.0", cluster.name(), cluster.members())) {
      // Without an answer each tries for five minutes.
      await("the foreign members to give up")
          .atMost(Duration.ofSeconds(90))
          .until(() -> old.isOver() && last.isOver());
      assertThat(List.of(old.output(), last.output()))
          .allSatisfy(output -> assertThat(output).contains("not joined"))
          .first()
          .asString()
          .contains("this member has Hazelcast 5.3.8, and the cluster 5.7.0");
    }
    String logs = since(before);
    for (String version : List.of("5.3.8", "5.6.0")) {
      assertThat(logs.lines().filter(line -> line.contains("version (" + version)))
          .as("lines of %s", version)
          .hasSizeBetween(1, cluster.nodes().size())
          .allMatch(line -> line.contains("event=cluster.version.foreign"));
    }
    assertThat(logs).doesNotContain("com.hazelcast.spi").doesNotContain("\n    at ");
    assertThat(logs.length()).isLessThan(4000);
  }

  @Test
  void aMessageOf200MegabytesDoesNotEndANode() throws Exception {
    GatewayProcess node = cluster.node(0);
    HttpClient http = HttpClient.newHttpClient();
    String metric = "gateway_eventbus_rejected_total{reason=\"too_large\"}";
    double before = node.metric(http, metric);
    try (Socket bus = new Socket(InetAddress.getLoopbackAddress(), cluster.busPort(0))) {
      OutputStream out = bus.getOutputStream();
      byte[] head = head("gateway.broadcast");
      out.write(ByteBuffer.allocate(4).putInt(head.length + 200 * MEGABYTE).array());
      out.write(head);
      byte[] part = new byte[MEGABYTE];
      for (int i = 0; i < 200; i++) {
        out.write(part);
      }
      await().until(() -> node.metric(http, metric) == before + 1);
    }
    assertThat(node.isAlive()).isTrue();
    assertThat(node.output()).doesNotContain("OutOfMemory");
    try (TestBackend backend = TestBackend.join(cluster)) {
      backend.request("gateway.broadcast", "hello", new DeliveryOptions());
    }
  }

  @Test
  void aBackendThatLeavesIsNoWarning() {
    TestBackend backend = TestBackend.join(cluster);
    await().until(() -> nodes("event=cluster.backend.joined"));
    List<Integer> before = sizes();
    backend.close();
    await().until(() -> logs(before).stream().allMatch(l -> l.contains("cluster.backend.left")));
    assertThat(since(before)).doesNotContain("WARN").doesNotContain("ERROR");
  }

  private static boolean nodes(String text) {
    return cluster.nodes().stream().allMatch(node -> node.output().contains(text));
  }

  private static List<Integer> sizes() {
    return cluster.nodes().stream().map(node -> node.output().length()).toList();
  }

  private static List<String> logs(List<Integer> from) {
    return List.of(
        cluster.node(0).output().substring(from.get(0)),
        cluster.node(1).output().substring(from.get(1)));
  }

  private static String since(List<Integer> from) {
    return String.join("\n", logs(from));
  }

  /** Version, codec of buffers, sent, address, no reply address, sender, no headers. */
  private static byte[] head(String address) {
    byte[] to = address.getBytes(UTF_8);
    byte[] from = "sender".getBytes(UTF_8);
    return ByteBuffer.allocate(3 + 16 + to.length + from.length)
        .put((byte) 2)
        .put((byte) 3)
        .put((byte) 0)
        .putInt(to.length)
        .put(to)
        .putInt(0)
        .putInt(from.length)
        .put(from)
        .putInt(4)
        .array();
  }
}
