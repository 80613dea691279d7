package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.kit.Freeze;
import io.wsgateway.support.StallingThree;
import java.io.IOException;
import java.time.Duration;
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
  private StallingThree three;

  @BeforeAll
  void start() throws IOException {
    three = StallingThree.start(Freeze.SHORT);
  }

  @AfterAll
  void stop() {
    three.close();
  }

  @BeforeEach
  void allTogether() {
    three.awaitAllTogether();
  }

  /** Two seconds and the two between heartbeats are less than five. */
  @Test
  void inAPauseShorterThanTheTimeOutNothingIsLost() {
    try (Freeze freeze = three.freeze("brief")) {
      freeze.lasting(Duration.ofSeconds(2)).goOn().holdsThatNothingWasLost();
    }
    assertThat(three.events().all()).isEmpty();
  }

  @Test
  void aLostNodeIsSaidOnceAndTakenBackWhenItReturns() {
    try (Freeze freeze = three.freeze("missing")) {
      freeze
          .untilEvicted()
          .until("nodeLost", () -> !three.events().named("nodeLost").isEmpty())
          .goOn()
          .holdsThatNobodyMissedSilently();
    }
    three.events().assertLostOnceAndBack(three.victim());
  }

  @Test
  void oneThatStopsAgainAndAgainTaxesNobodyElse() {
    three.slowPeer().holds("stutter", 2, Duration.ofSeconds(4));
  }
}
