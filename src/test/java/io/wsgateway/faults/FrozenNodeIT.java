package io.wsgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.HealthyNodes;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gateway nodes are frozen beside others that nobody touched. */
@Tag("faults")
final class FrozenNodeIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration CALM = Duration.ofSeconds(15);
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(50);

  private final HttpClient http = HttpClient.newHttpClient();

  private void awaitMembers(GatewayCluster cluster, int count) {
    for (GatewayProcess node : cluster.nodes()) {
      await().atMost(LIMIT).until(() -> node.metric(http, "gateway_cluster_members") == count);
    }
  }

  @Test
  void forSeventySecondsItTouchesNobodyAndComesBackByItself() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.of(3, 0, HealthyNodes.CONFIG);
        HealthyNodes healthy =
            new HealthyNodes(http, cluster.node(0), cluster.node(1)).calmFor(CALM)) {
      cluster.node(2).pause();
      healthy.awaitEviction();
      assertThat(cluster.node(0).output()).contains("gateway node node2 at 127.0.0.1:");
      healthy.takeNoMoreThanBefore(CALM);
      // 17 s until the eviction, 15 measured.
      healthy.holdFor(Duration.ofSeconds(38));

      cluster.node(2).resume();
      awaitMembers(cluster, 3);
    }
  }

  @Test
  void theOldestNodeTouchesNobodyAndComesBackByItself() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.empty(3, HealthyNodes.CONFIG)) {
      GatewayProcess oldest = cluster.launchAlone().awaitReady();
      cluster.join();
      cluster.join();
      try (HealthyNodes healthy = new HealthyNodes(http, cluster.node(1), cluster.node(2))) {
        oldest.pause();
        healthy.awaitEviction();
        healthy.holdFor(LONG_ENOUGH);
      }
      oldest.resume();
      awaitMembers(cluster, 3);
    }
  }

  @Test
  void twoOfFiveTouchNobodyAndComeBackByThemselves() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.of(5, 0, HealthyNodes.CONFIG)) {
      try (HealthyNodes healthy =
          new HealthyNodes(http, cluster.node(0), cluster.node(2), cluster.node(4))) {
        cluster.node(1).pause();
        cluster.node(3).pause();
        healthy.awaitEviction();
        healthy.holdFor(LONG_ENOUGH);
      }
      cluster.node(1).resume();
      cluster.node(3).resume();
      awaitMembers(cluster, 5);
    }
  }

  @Test
  void aNodeJoinsMeanwhile() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.of(3, 1, HealthyNodes.CONFIG);
        HealthyNodes healthy = new HealthyNodes(http, cluster.node(0), cluster.node(1))) {
      cluster.node(2).pause();
      // Before it is evicted: the worst moment.
      GatewayProcess joiner = cluster.join();
      healthy.awaitEviction();
      await().atMost(LIMIT).until(() -> joiner.metric(http, "gateway_cluster_members") == 3);
      healthy.holdFor(LONG_ENOUGH);
    }
  }

  @Test
  void frozenForEverItStopsNobodyFromLeaving() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.of(4, 1, HealthyNodes.CONFIG)) {
      cluster.node(3).pause();
      for (GatewayProcess leaver : List.of(cluster.node(0), cluster.node(1))) {
        leaver.terminate();
        assertThat(leaver.awaitExit(LIMIT)).isZero();
      }
      GatewayProcess joiner = cluster.join();
      try (HealthyNodes healthy = new HealthyNodes(http, cluster.node(2), joiner)) {
        healthy.holdFor(LONG_ENOUGH);
      }
    }
  }
}
