package io.wsgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.BackendProcess;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.HealthyNodes;
import java.net.http.HttpClient;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backend is frozen beside two gateways that nobody touched. */
@Tag("faults")
final class FrozenBackendIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration CALM = Duration.ofSeconds(15);

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void forSeventySecondsItTouchesNobodyAndComesBackByItself() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.of(2, 0, HealthyNodes.CONFIG);
        BackendProcess backend = BackendProcess.recommended(cluster);
        HealthyNodes healthy =
            new HealthyNodes(http, cluster.node(0), cluster.node(1)).calmFor(CALM)) {
      backend.pause();
      healthy.awaitEviction();
      healthy.takeNoMoreThanBefore(CALM);
      // 17 s until the eviction, 15 measured.
      healthy.holdFor(Duration.ofSeconds(38));

      backend.resume();
      backend.awaitAnswer();
      await()
          .atMost(LIMIT)
          .until(() -> backend.output().strip().endsWith("members 3, answered true"));
    }
  }

  @Test
  void withHazelcastsOwnSettingsItDoesNoHarmEither() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.of(2, 0, HealthyNodes.CONFIG);
        BackendProcess backend = BackendProcess.plain(cluster);
        HealthyNodes healthy = new HealthyNodes(http, cluster.node(0), cluster.node(1))) {
      backend.pause();
      healthy.awaitEviction();
      healthy.holdFor(Duration.ofSeconds(50));
    }
  }

  /** Rolling updates of the gateways make a backend the oldest member, which leads the cluster. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void asTheOldestMemberItTouchesNobody(boolean recommended) throws Exception {
    try (GatewayCluster cluster = GatewayCluster.empty(3, HealthyNodes.CONFIG)) {
      GatewayProcess former = cluster.launchAlone().awaitReady();
      try (BackendProcess backend = BackendProcess.of(recommended, cluster)) {
        cluster.join();
        cluster.join();
        former.terminate();
        assertThat(former.awaitExit(LIMIT)).isZero();
        if (!recommended) {
          await()
              .atMost(LIMIT)
              .until(() -> cluster.node(1).output().contains("cluster.leader.backend"));
        }
        try (HealthyNodes healthy = new HealthyNodes(http, cluster.node(1), cluster.node(2))) {
          backend.pause();
          healthy.awaitEviction();
          healthy.holdFor(Duration.ofSeconds(50));
        }
        assertThat(cluster.node(1).output().contains("cluster.leader.backend"))
            .isEqualTo(!recommended);
      }
    }
  }
}
