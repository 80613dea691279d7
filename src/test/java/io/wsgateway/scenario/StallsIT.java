package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wsgateway.kit.Freeze;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.GatewayProcess;
import io.wsgateway.kit.HealthyNodes;
import io.wsgateway.kit.SlowPeer;
import io.wsgateway.support.NodeEvents;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A node of three stops for a while and goes on, with the eviction after 5 s: what clients,
 * backends and operators are told. The package faults has it at full length.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StallsIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private GatewayCluster cluster;
  private GatewayProcess victim;
  private NodeEvents events;

  @BeforeAll
  void start() throws IOException {
    cluster =
        GatewayCluster.oldestFirst(
            3, HealthyNodes.CONFIG + "events: {send: [nodeLost, nodeBack]}\n", Freeze.SHORT);
    victim = cluster.node(2);
    events = NodeEvents.of(cluster);
  }

  @AfterAll
  void stop() {
    events.close();
    cluster.close();
  }

  @BeforeEach
  void allTogether() {
    for (GatewayProcess node : cluster.nodes()) {
      await().atMost(LIMIT).until(() -> node.metric(http, "gateway_cluster_members") == 3);
    }
    events.clear();
  }

  private Freeze freeze(String name) {
    return Freeze.of(http, name, cluster.nodes(), List.of(victim));
  }

  /** Two seconds and the two between heartbeats are less than five. */
  @Test
  void inAPauseShorterThanTheTimeOutNothingIsLost() {
    try (Freeze freeze = freeze("brief")) {
      freeze.lasting(Duration.ofSeconds(2)).goOn().holdsThatNothingWasLost();
    }
    assertThat(events.all()).isEmpty();
  }

  @Test
  void aLostNodeIsSaidOnceAndTakenBackWhenItReturns() {
    try (Freeze freeze = freeze("missing")) {
      freeze
          .untilEvicted()
          .until("nodeLost", () -> !events.named("nodeLost").isEmpty())
          .goOn()
          .holdsThatNobodyMissedSilently();
    }
    events.assertLostOnceAndBack(victim);
  }

  @Test
  void oneThatStopsAgainAndAgainTaxesNobodyElse() {
    new SlowPeer(http, cluster.nodes(), victim).holds("stutter", 2, Duration.ofSeconds(4));
  }
}
