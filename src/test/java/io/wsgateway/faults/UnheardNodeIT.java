package io.wsgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.HealthyNodes;
import io.wsgateway.support.TestAuthority;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, one healthy, one frozen, one with another authority: what is wrong with each can be
 * found from logs and metrics alone. docs/run/troubleshoot.md quotes the lines.
 */
@Tag("faults")
final class UnheardNodeIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void anOperatorFindsTheReasons(@TempDir Path folder) throws Exception {
    TestAuthority ours = new TestAuthority(folder.resolve("ours")).issue("node");
    TestAuthority foreign = new TestAuthority(folder.resolve("foreign")).issue("node");
    try (GatewayCluster cluster = GatewayCluster.empty(3, HealthyNodes.CONFIG)) {
      GatewayProcess healthy = cluster.launch(1, tls(ours)).awaitReady();
      GatewayProcess frozen = cluster.launch(1, tls(ours)).awaitReady();
      GatewayProcess refused = cluster.launch(1, tls(foreign));
      awaitLine(healthy, "cluster.node.joined", "node=node2");
      awaitMetric(healthy, "gateway_probe_seconds_count", 1);
      frozen.pause();

      awaitLine(healthy, "cluster.node.silent", "node=node1");
      awaitLine(healthy, "cluster.member.late", "gateway node node1 at");
      awaitLine(healthy, "cluster.node.unheard", "node=node2", "eventBus.tls.ca");
      awaitLine(healthy, "cluster.probe.lost", "node=node2");
      awaitLine(healthy, "cluster.node.left", "node=node1");
      awaitLine(refused, "cluster.node.unheard", "node=node0", "eventBus.tls.ca");
      awaitLine(refused, "cluster.refused", "node0 at 127.0.0.1:");
      awaitMetric(healthy, "gateway_cluster_unheard_nodes", 1);
      awaitMetric(healthy, "gateway_relay_send_failures_total{cause=\"tls\"}", 1);
      awaitMetric(healthy, "gateway_probe_lost_total", 1);
      assertThat(refused.saysReady()).isFalse();

      frozen.kill();
      healthy.kill();
      await().atMost(LIMIT).until(refused::saysReady);
    }
  }

  private static Map<String, Object> tls(TestAuthority authority) {
    return Map.of(
        "eventBus.tls.cert", authority.cert("node"),
        "eventBus.tls.key", authority.key("node"),
        "eventBus.tls.ca", authority.ca());
  }

  private static void awaitLine(GatewayProcess node, String... words) {
    await(String.join(", ", words))
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(node.output().lines().toList())
                    .anySatisfy(line -> assertThat(line).contains(words)));
  }

  private void awaitMetric(GatewayProcess node, String series, double atLeast) {
    await(series).atMost(LIMIT).until(() -> node.metric(http, series) >= atLeast);
  }
}
