package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.cluster.ModelCluster.Boot;
import io.wsgateway.support.Simulation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The stable size, which a minority never lowers. */
final class ClusterSizeTest {
  private static final long STABLE = ClusterSize.STABLE_MILLIS + 2000;

  private final ModelCluster cluster = new ModelCluster(new Simulation(1));

  private static void assertSizes(List<Boot> nodes, int size, boolean majority) {
    assertThat(nodes)
        .allSatisfy(
            n -> {
              assertThat(n.size().size()).isEqualTo(size);
              assertThat(n.size().isMajority()).isEqualTo(majority);
              assertThat(n.gauge("gateway.cluster.size")).isEqualTo(size);
              assertThat(n.gauge("gateway.isolated")).isEqualTo(majority ? 0 : 1);
            });
  }

  @Test
  void itGrowsWithTheViewAndFallsWhenAMajorityWasStableForTenSeconds() {
    List<Boot> nodes = cluster.start(3);
    cluster.advance(0);
    assertSizes(nodes, 3, true);

    cluster.crash(nodes.get(2));
    cluster.advance(ClusterSize.STABLE_MILLIS - 1000);
    assertSizes(nodes.subList(0, 2), 3, true);
    cluster.advance(3000);
    assertSizes(nodes.subList(0, 2), 2, true);
  }

  @Test
  void aMinorityNeverLowersIt() {
    List<Boot> nodes = cluster.start(5);
    cluster.side(nodes.subList(0, 3));
    cluster.side(nodes.subList(3, 5));
    cluster.advance(10 * STABLE);
    assertSizes(nodes.subList(0, 3), 3, true);
    assertSizes(nodes.subList(3, 5), 5, false);

    cluster.merge(nodes.get(0), nodes.get(3));
    cluster.advance(2000);
    assertSizes(nodes, 5, true);
  }

  @Test
  void halfIsNoMajority() {
    List<Boot> nodes = cluster.start(4);
    cluster.side(nodes.subList(0, 2));
    cluster.side(nodes.subList(2, 4));
    cluster.advance(10 * STABLE);
    assertSizes(nodes, 4, false);
  }

  @Test
  void changesBeginTheTenSecondsAnew() {
    List<Boot> nodes = cluster.start(7);
    for (int i = 6; i > 3; i--) {
      cluster.crash(nodes.get(i));
      cluster.advance(6000);
    }
    assertSizes(nodes.subList(0, 4), 7, true);
    cluster.advance(6000);
    assertSizes(nodes.subList(0, 4), 4, true);
  }

  @Test
  void anAnnouncedLeavingLowersItAtOnceAndOneOfTwoIsThenEverybody() {
    List<Boot> nodes = cluster.start(2);
    cluster.advance(0);
    cluster.leave(nodes.get(1));
    cluster.advance(0);
    assertSizes(nodes.subList(0, 1), 1, true);
  }

  @Test
  void oneOfTwoIsIsolatedUntilTheOtherIsBackOrANewOneTakesItsSeat() {
    List<Boot> nodes = cluster.start(2);
    cluster.advance(0);
    cluster.apart(nodes.get(1));
    cluster.advance(10 * STABLE);
    assertSizes(nodes, 2, false);
    cluster.merge(nodes.get(0), nodes.get(1));
    cluster.advance(2000);
    assertSizes(nodes, 2, true);

    cluster.crash(nodes.get(1));
    cluster.advance(10 * STABLE);
    assertSizes(nodes.subList(0, 1), 2, false);
    Boot restarted = cluster.boot(0);
    cluster.merge(nodes.get(0), restarted);
    cluster.advance(2000);
    assertSizes(List.of(nodes.get(0), restarted), 2, true);
  }

  @Test
  void aNodeThatCrashesAndRestartsAgainAndAgainDoesNotRaiseIt() {
    List<Boot> nodes = cluster.start(3);
    Boot looping = nodes.get(2);
    for (int i = 0; i < 50; i++) {
      cluster.crash(looping);
      cluster.advance(1000);
      assertSizes(nodes.subList(0, 2), 3, true);
      looping = cluster.boot(0);
      cluster.merge(nodes.get(0), looping);
      cluster.advance(2000);
      assertSizes(nodes.subList(0, 2), 3, true);
    }
  }

  @Test
  void aNodeThatStartsCutOffCountsThoseThatItExpects() {
    Boot alone = cluster.boot(3);
    cluster.side(List.of(alone));
    cluster.advance(10 * STABLE);
    assertSizes(List.of(alone), 3, false);

    List<Boot> others = cluster.start(2);
    cluster.merge(others.get(0), alone);
    cluster.advance(2000);
    assertSizes(List.of(alone, others.get(0), others.get(1)), 3, true);
  }

  @Test
  void fewerThanExpectedAreTheClusterAfterTenSecondsIfTheyAreItsMajority() {
    Boot first = cluster.boot(3);
    Boot second = cluster.boot(3);
    cluster.side(List.of(first, second));
    cluster.advance(2000);
    assertSizes(List.of(first, second), 3, true);
    cluster.advance(STABLE);
    assertSizes(List.of(first, second), 2, true);
  }

  /** Its new neighbours still count by the old size, and would find a majority with its help. */
  @Test
  void aNodeThatIsInTheMinorityOfItsLastClusterHelpsNobodyToAMajority() {
    List<Boot> nodes = cluster.start(5);
    List<Boot> old = nodes.subList(3, 5);
    cluster.side(nodes.subList(0, 3));
    cluster.side(old);
    cluster.advance(STABLE);
    assertSizes(nodes.subList(0, 3), 3, true);

    Boot moved = nodes.get(2);
    cluster.apart(moved);
    cluster.merge(old.get(0), moved);
    cluster.advance(500);
    assertThat(old).allMatch(n -> !n.size().isMajority());
    cluster.advance(10 * STABLE);
    assertThat(old).allMatch(n -> !n.size().isMajority());
    assertThat(moved.size().isMajority()).isFalse();
    assertSizes(nodes.subList(0, 2), 2, true);

    cluster.merge(nodes.get(0), moved);
    cluster.advance(2000);
    assertSizes(nodes, 5, true);
  }

  @Test
  void aPauseOfThisNodeIsNoStableTime() {
    List<Boot> nodes = cluster.start(3);
    cluster.crash(nodes.get(2));
    cluster.advance(5000);
    nodes.get(0).pause(20_000);
    cluster.advance(21_000);
    assertSizes(nodes.subList(0, 1), 3, true);
    assertSizes(nodes.subList(1, 2), 2, true);
  }
}
