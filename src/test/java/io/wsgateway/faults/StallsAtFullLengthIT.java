package io.wsgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.kit.Freeze;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.HealthyNodes;
import io.wsgateway.support.StallingThree;
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
  private final HttpClient http = HttpClient.newHttpClient();
  private StallingThree three;

  @BeforeAll
  void start() throws IOException {
    three = StallingThree.start();
  }

  @AfterAll
  void stop() {
    three.close();
  }

  @BeforeEach
  void allTogether() {
    three.awaitAllTogether();
  }

  @Test
  void inTwelveSecondsNothingIsLost() {
    try (Freeze freeze = three.freeze("brief")) {
      freeze.lasting(Duration.ofSeconds(12)).goOn().holdsThatNothingWasLost();
    }
    assertThat(three.events().all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 60})
  void afterItsEvictionItsClientsAreToldAndBackendsHearOfItOnce(int seconds) {
    try (Freeze freeze = three.freeze("evicted-" + seconds)) {
      freeze
          .untilEvicted()
          .until("nodeLost", () -> !three.events().named("nodeLost").isEmpty())
          .lasting(Duration.ofSeconds(seconds))
          .goOn()
          .holdsThatNobodyMissedSilently();
    } finally {
      System.out.println("events: " + three.events().all());
    }
    three.events().assertLostOnceAndBack(three.victim());
  }

  @Test
  void oneThatStopsAgainAndAgainTaxesNobodyElse() {
    three.slowPeer().holds("stutter", 4, Duration.ofSeconds(5));
  }

  @Test
  void twoOfFiveThatAreEvictedTellTheirClients() throws Exception {
    try (GatewayCluster five = GatewayCluster.oldestFirst(5, HealthyNodes.CONFIG);
        Freeze freeze = Freeze.of(http, "two", five.nodes(), List.of(five.node(2), five.node(4)))) {
      freeze.untilEvicted().lasting(Duration.ofSeconds(25)).goOn().holdsThatNobodyMissedSilently();
    }
  }
}
