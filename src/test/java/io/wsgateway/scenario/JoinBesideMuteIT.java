package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.HealthyNodes;
import io.wsgateway.kit.MuteMember;
import java.net.http.HttpClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nodes start while an address of their list accepts connections and does not answer. */
final class JoinBesideMuteIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void theVeryFirstNodesStartAtOnceAndFindEachOther() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.empty(5, HealthyNodes.CONFIG);
        MuteMember one = MuteMember.at(cluster.memberPort(2));
        MuteMember two = MuteMember.at(cluster.memberPort(3));
        MuteMember three = MuteMember.at(cluster.memberPort(4))) {
      GatewayProcess first = cluster.launch();
      GatewayProcess second = cluster.launch();
      first.awaitReady();
      second.awaitReady();

      assertThat(first.output()).contains(one.address(), two.address(), three.address());
      for (GatewayProcess node : cluster.nodes()) {
        await().atMost(LIMIT).until(() -> node.metric(http, "gateway_cluster_members") == 2);
      }
      try (HealthyNodes healthy = new HealthyNodes(http, first, second)) {
        healthy.holdFor(Duration.ofSeconds(1));
      }
    }
  }

  @Test
  void aJoinThatIsNeverAnsweredEndsWithTheNameOfWhoDoesNotAnswer() throws Exception {
    try (GatewayCluster cluster =
            GatewayCluster.empty(2, HealthyNodes.CONFIG + "cluster: {joinSeconds: 5}\n");
        MuteMember greeting = MuteMember.greeting(cluster.memberPort(1))) {
      GatewayProcess node = cluster.launch();

      assertThat(node.awaitExit(LIMIT)).isEqualTo(1);
      assertThat(node.output())
          .contains("not joined within 5 s (cluster.joinSeconds): " + greeting.address() + " is");
      assertThat(greeting.accepted()).isPositive();
    }
  }

  @Test
  void aNodeThatIsStoppedWhileItJoinsDoesNotWaitForAnybody() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.empty(2, HealthyNodes.CONFIG);
        MuteMember greeting = MuteMember.greeting(cluster.memberPort(1))) {
      GatewayProcess node = cluster.launch();
      // The probe's connection and then Hazelcast's own: it waits for an answer now.
      await().atMost(LIMIT).until(() -> greeting.accepted() >= 2);

      node.terminate();
      // It waited 25 s before.
      assertThat(node.awaitExit(Duration.ofSeconds(10))).isZero();
      assertThat(node.output()).contains("stopped while joining the cluster");
    }
  }
}
