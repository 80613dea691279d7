package io.wsgateway.faults;

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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node of three stops for a while and goes on, with the heartbeat time-out of production. */
@Tag("faults")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StallsAtFullLengthIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private GatewayCluster cluster;
  private GatewayProcess victim;
  private NodeEvents events;

  @BeforeAll
  void start() throws IOException {
    cluster =
        GatewayCluster.oldestFirst(
            3, HealthyNodes.CONFIG + "events: {send: [nodeLost, nodeBack]}\n");
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

  @Test
  void inTwelveSecondsNothingIsLost() {
    try (Freeze freeze = freeze("brief")) {
      freeze.lasting(Duration.ofSeconds(12)).goOn().holdsThatNothingWasLost();
    }
    assertThat(events.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 60})
  void afterItsEvictionItsClientsAreToldAndBackendsHearOfItOnce(int seconds) {
    try (Freeze freeze = freeze("evicted-" + seconds)) {
      freeze
          .untilEvicted()
          .until("nodeLost", () -> !events.named("nodeLost").isEmpty())
          .lasting(Duration.ofSeconds(seconds))
          .goOn()
          .holdsThatNobodyMissedSilently();
    } finally {
      System.out.println("events: " + events.all());
    }
    events.assertLostOnceAndBack(victim);
  }

  @Test
  void oneThatStopsAgainAndAgainTaxesNobodyElse() {
    new SlowPeer(http, cluster.nodes(), victim).holds("stutter", 4, Duration.ofSeconds(5));
  }

  @Test
  void twoOfFiveThatAreEvictedTellTheirClients() throws Exception {
    try (GatewayCluster five = GatewayCluster.oldestFirst(5, HealthyNodes.CONFIG);
        Freeze freeze = Freeze.of(http, "two", five.nodes(), List.of(five.node(2), five.node(4)))) {
      freeze.untilEvicted().lasting(Duration.ofSeconds(25)).goOn().holdsThatNobodyMissedSilently();
    }
  }
}
