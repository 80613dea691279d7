package io.wsgateway.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wsgateway.kit.BlackHole;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.HealthyNodes;
import io.wsgateway.kit.NetworkNamespaces;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two of three nodes do not reach each other for a minute and notice no error, with the heartbeat
 * time-out of production.
 */
@Tag("faults")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class BlackHoleAtFullLengthIT {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private NetworkNamespaces namespaces;
  private GatewayCluster cluster;

  @BeforeEach
  void start() throws IOException {
    Optional<String> obstacle = NetworkNamespaces.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> obstacle.orElseThrow());
    namespaces = NetworkNamespaces.of(3);
    cluster = GatewayCluster.oldestFirst(namespaces, HealthyNodes.CONFIG);
  }

  @AfterEach
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
    if (namespaces != null) {
      namespaces.close();
    }
  }

  private BlackHole hole() {
    return new BlackHole(HttpClient.newHttpClient(), namespaces, cluster);
  }

  @Test
  void betweenTwoThatDoNotLeadNobodyMissesSilently() throws Exception {
    hole().holdsBetweenFollowers(MINUTE);
  }

  @Test
  void betweenTheOneThatLeadsAndAnotherNobodyMissesSilently() throws Exception {
    hole().holdsBetweenLeaderAndFollower(MINUTE);
  }
}
