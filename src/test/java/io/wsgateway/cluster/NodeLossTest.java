package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.cluster.ModelCluster.Boot;
import io.wsgateway.metrics.ClusterMetrics.LeaveCause;
import io.wsgateway.support.Simulation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who says of whom that it was lost, and that it is back. */
final class NodeLossTest {
  private static final long DECIDED = NodeLoss.WAIT_MILLIS + 1;

  private final ModelCluster cluster = new ModelCluster(new Simulation(1));

  private static void assertLeaves(Boot node, int stopped, int lost, int isolated) {
    assertThat(node.leaves(LeaveCause.STOPPED)).as("stopped").isEqualTo(stopped);
    assertThat(node.leaves(LeaveCause.LOST)).as("lost").isEqualTo(lost);
    assertThat(node.leaves(LeaveCause.ISOLATED)).as("isolated").isEqualTo(isolated);
  }

  private List<Boot> start(int count) {
    List<Boot> nodes = cluster.start(count);
    cluster.advance(2000);
    return nodes;
  }

  @Test
  void theOldestSurvivorSaysItOnceAfterFiveSeconds() {
    List<Boot> nodes = start(3);
    cluster.crash(nodes.get(1));
    cluster.advance(NodeLoss.WAIT_MILLIS - 1);
    assertThat(cluster.texts()).isEmpty();
    assertLeaves(nodes.get(0), 0, 0, 0);
    cluster.advance(60_000);
    assertThat(cluster.texts()).containsExactly("n0 lost n1");
    assertLeaves(nodes.get(0), 0, 1, 0);
    assertLeaves(nodes.get(2), 0, 1, 0);
  }

  @Test
  void nobodySaysItOfANodeThatAnnouncedIt() {
    List<Boot> nodes = start(3);
    cluster.leave(nodes.get(0));
    cluster.advance(0);
    assertLeaves(nodes.get(1), 1, 0, 0);
    cluster.advance(60_000);
    assertThat(cluster.texts()).isEmpty();
    assertLeaves(nodes.get(1), 1, 0, 0);
  }

  @Test
  void aMinorityOfThreeSaysNothingAndTheMajorityTakesItBack() {
    List<Boot> nodes = start(3);
    cluster.apart(nodes.get(0));
    cluster.advance(60_000);
    assertThat(cluster.texts()).containsExactly("n1 lost n0");
    assertLeaves(nodes.get(0), 0, 0, 2);
    assertLeaves(nodes.get(1), 0, 1, 0);

    cluster.merge(nodes.get(1), nodes.get(0));
    cluster.advance(60_000);
    assertThat(cluster.texts()).containsExactly("n1 lost n0", "n1 back n0");
  }

  @Test
  void neitherHalfOfFourSaysAnything() {
    List<Boot> nodes = start(4);
    cluster.side(nodes.subList(0, 2));
    cluster.side(nodes.subList(2, 4));
    cluster.advance(60_000);
    assertThat(cluster.texts()).isEmpty();
    assertLeaves(nodes.get(0), 0, 0, 2);
  }

  @Test
  void theSurvivorOfTwoSaysIt() {
    List<Boot> nodes = start(2);
    cluster.crash(nodes.get(0));
    cluster.advance(60_000);
    assertThat(cluster.texts()).containsExactly("n1 lost n0");
    assertLeaves(nodes.get(1), 0, 1, 0);
  }

  @Test
  void whoIsLeftOfThreeOneAfterTheOtherSaysBoth() {
    List<Boot> nodes = start(3);
    cluster.crash(nodes.get(0));
    cluster.advance(20_000);
    cluster.crash(nodes.get(1));
    cluster.advance(20_000);
    assertThat(cluster.texts()).containsExactly("n1 lost n0", "n2 lost n1");
  }

  @Test
  void aNodeThatReturnsWithinFiveSecondsIsNotLost() {
    List<Boot> nodes = start(3);
    cluster.apart(nodes.get(2));
    cluster.advance(NodeLoss.WAIT_MILLIS - 1);
    cluster.merge(nodes.get(0), nodes.get(2));
    cluster.advance(60_000);
    assertThat(cluster.texts()).isEmpty();
    assertLeaves(nodes.get(0), 0, 0, 1);
    assertLeaves(nodes.get(2), 0, 0, 2);
  }

  @Test
  void anotherBootOfTheSameNodeTakesNothingBack() {
    List<Boot> nodes = start(3);
    cluster.crash(nodes.get(2));
    cluster.advance(20_000);
    cluster.merge(nodes.get(0), cluster.boot(0));
    cluster.advance(20_000);
    assertThat(cluster.texts()).containsExactly("n0 lost n2");
  }

  @Test
  void twoThatGoTogetherAreBothLost() {
    List<Boot> nodes = start(5);
    cluster.crash(nodes.get(3));
    cluster.advance(3000);
    cluster.crash(nodes.get(4));
    cluster.advance(60_000);
    assertThat(cluster.texts()).containsExactly("n0 lost n3", "n0 lost n4");
  }

  @Test
  void theNextOldestSaysBothWhenTheOldestDiesWithinTheFiveSeconds() {
    List<Boot> nodes = start(5);
    cluster.crash(nodes.get(3));
    cluster.advance(3000);
    cluster.crash(nodes.get(0));
    cluster.advance(60_000);
    assertThat(cluster.texts()).containsExactly("n1 lost n3", "n1 lost n0");
  }

  /** It died before the moment, and that shows only after. */
  @Test
  void theNextOldestRepeatsWhatTheOldestMayNotHaveSaid() {
    List<Boot> nodes = start(5);
    cluster.crash(nodes.get(3));
    cluster.advance(3000);
    nodes.get(0).pause(60_000);
    cluster.advance(10_000);
    assertThat(cluster.texts()).isEmpty();
    cluster.crash(nodes.get(0));
    cluster.advance(80_000);
    assertThat(cluster.texts()).containsExactlyInAnyOrder("n1 lost n3", "n1 lost n0");
  }

  @Test
  void theNextOldestRepeatsWhatOneMayNotHaveSaidThatLeft() {
    List<Boot> nodes = start(5);
    cluster.crash(nodes.get(3));
    cluster.advance(3000);
    // It has closed already, and is still a member for a moment.
    nodes.get(0).pause(60_000);
    cluster.advance(3000);
    assertThat(cluster.said).isEmpty();
    cluster.leave(nodes.get(0));
    cluster.advance(80_000);
    assertThat(cluster.texts()).containsExactly("n1 lost n3");
  }

  @Test
  void theNextOldestTakesBackWhatADeadOneHasSaid() {
    List<Boot> nodes = start(5);
    cluster.apart(nodes.get(4));
    cluster.advance(20_000);
    cluster.crash(nodes.get(0));
    cluster.advance(20_000);
    cluster.merge(nodes.get(1), nodes.get(4));
    cluster.advance(20_000);
    assertThat(cluster.texts()).containsExactly("n0 lost n4", "n1 lost n0", "n1 back n4");
  }

  @Test
  void theNextOldestTakesBackWhatOneHasSaidThatLeft() {
    List<Boot> nodes = start(3);
    cluster.apart(nodes.get(2));
    cluster.advance(20_000);
    cluster.leave(nodes.get(0));
    cluster.advance(20_000);
    cluster.merge(nodes.get(1), nodes.get(2));
    cluster.advance(20_000);
    assertThat(cluster.texts()).containsExactly("n0 lost n2", "n1 back n2");
  }

  @Test
  void aNodeThatHasJustWokenSaysNothing() {
    List<Boot> nodes = start(2);
    nodes.get(0).woken = true;
    cluster.apart(nodes.get(1));
    cluster.advance(2000);
    nodes.get(0).woken = false;
    cluster.advance(20_000);
    assertThat(cluster.texts()).containsExactly("n1 lost n0");
    assertLeaves(nodes.get(0), 0, 0, 1);
  }

  @Test
  void aNodeThatWakesBeforeTheDecisionSaysNothing() {
    List<Boot> nodes = start(2);
    cluster.apart(nodes.get(1));
    cluster.advance(2000);
    nodes.get(0).woken = true;
    cluster.advance(DECIDED);
    assertThat(cluster.texts()).containsExactly("n1 lost n0");
  }
}
