package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.BackendProcess;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.HealthyNodes;
import io.wsgateway.kit.MuteMember;
import io.wsgateway.kit.Together;
import java.net.http.HttpClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A member is frozen: its kernel accepts connections, its process says nothing. The others must not
 * care. The package faults has the longer forms.
 */
final class FrozenMemberIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Unguarded, healthy nodes were alone after 31 to 47 s. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(45);

  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * The guard of Hazelcast's encoder: with its usual network, a connection to an address that
   * accepts and says nothing makes a thread spin. The first thing to look at when Hazelcast is
   * upgraded. Frozen between the probe and the connection, or the probe would spare it that.
   */
  @Test
  void anAddressThatAcceptsAndSaysNothingMakesNoThreadSpinAndSplitsNobody() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.of(2, 1, HealthyNodes.CONFIG);
        MuteMember frozen = MuteMember.freezing(cluster.memberPort(2))) {
      // The search for other parts of the cluster finds it.
      await().atMost(LIMIT).until(() -> frozen.accepted() >= 2);
      Together.watch(http, cluster.nodes()).holdsFor(LONG_ENOUGH);
    }
  }

  @Test
  void aBackendThatIsFrozenIsNamedAndEvictedAndNobodyElseIsTouched() throws Exception {
    try (GatewayCluster cluster = GatewayCluster.of(2, 0, HealthyNodes.CONFIG);
        BackendProcess backend = BackendProcess.recommended(cluster);
        HealthyNodes healthy = new HealthyNodes(http, cluster.node(0), cluster.node(1))) {
      backend.pause();

      healthy.awaitEviction();
      assertThat(cluster.node(0).output()).contains("the backend at 127.0.0.1:");
      healthy.holdFor(Duration.ofSeconds(30));

      backend.resume();
      backend.awaitAnswer();
      await()
          .atMost(LIMIT)
          .until(() -> backend.output().strip().endsWith("members 3, answered true"));
    }
  }
}
