package io.wsgateway.scenario;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wsgateway.kit.BlackHole;
import io.wsgateway.kit.Freeze;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.HealthyNodes;
import io.wsgateway.kit.NetworkNamespaces;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Two of three nodes do not reach each other and notice no error, with the heartbeat time-out of 5
 * s. The package faults has it at full length.
 */
final class BlackHoleIT {
  @Test
  void betweenTwoOfThreeNobodyMissesSilently() throws Exception {
    Optional<String> obstacle = NetworkNamespaces.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> obstacle.orElseThrow());
    try (NetworkNamespaces namespaces = NetworkNamespaces.of(3);
        GatewayCluster cluster =
            GatewayCluster.oldestFirst(namespaces, HealthyNodes.CONFIG, Freeze.SHORT)) {
      new BlackHole(HttpClient.newHttpClient(), namespaces, cluster)
          .holdsBetweenFollowers(Duration.ofSeconds(12));
    }
  }
}
