package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which beacons prove to a node that was paused that it is among the others again. */
final class WakeupTest {
  private static final String SELF = "here";
  private static final long LAST_SENT = 1_000_000;
  private static final long WOKE = LAST_SENT + 20_000;
  private static final Map<String, LinkPosition> SENDS_HERE = Map.of(SELF, new LinkPosition(1, 1));

  private static Wakeup wakeup(KnownPeer peer) {
    return new Wakeup(SELF, Map.of("there", peer), LAST_SENT, WOKE);
  }

  private static Beacon beacon(
      String node, long sent, Map<String, LinkPosition> positions, Map<String, Long> echoes) {
    return TestBeacon.of(node, "name", false, sent, "1", 7, positions, Map.of(), echoes);
  }

  private static boolean ends(KnownPeer peer, Beacon beacon) {
    Wakeup wakeup = wakeup(peer);
    wakeup.heard(beacon);
    return wakeup.isOver();
  }

  @Test
  void aBeaconCountsWhenItAnswersOneThatWasSentAfterThePause() {
    KnownPeer answers = new KnownPeer(true, 0);

    assertThat(ends(answers, beacon("there", WOKE + 5, SENDS_HERE, Map.of(SELF, LAST_SENT))))
        .as("it answers the last one from before")
        .isFalse();
    assertThat(ends(answers, beacon("there", WOKE + 5, SENDS_HERE, Map.of()))).isFalse();
    assertThat(ends(answers, beacon("there", WOKE + 5, SENDS_HERE, Map.of("else", WOKE + 1))))
        .isFalse();
    assertThat(ends(answers, beacon("there", 0, SENDS_HERE, Map.of(SELF, WOKE)))).isTrue();
  }

  @Test
  void aNodeThatDoesNotSendHereYetIsNotHeard() {
    Beacon deaf = beacon("there", WOKE + 5, Map.of(), Map.of(SELF, WOKE));

    assertThat(ends(new KnownPeer(true, 0), deaf)).isFalse();
  }

  @Test
  void aNodeThatWasNotKnownBeforeDoesNotCount() {
    Beacon stranger = beacon("stranger", WOKE + 5, SENDS_HERE, Map.of(SELF, WOKE));

    assertThat(ends(new KnownPeer(true, 0), stranger)).isFalse();
  }

  /** Release 0.1.0 answers no beacons; its clock was 5 s ahead. */
  @Test
  void aNodeThatAnswersNoBeaconsIsTakenByItsClock() {
    KnownPeer old = new KnownPeer(false, 5000);

    assertThat(ends(old, beacon("there", WOKE + 4999, SENDS_HERE, Map.of()))).isFalse();
    assertThat(ends(old, beacon("there", WOKE + 5001, SENDS_HERE, Map.of()))).isTrue();
    // It was upgraded while this node stood still, under the same id in no case; but what answers
    // beacons is held to its answers.
    assertThat(ends(old, beacon("there", WOKE + 9000, SENDS_HERE, Map.of(SELF, LAST_SENT))))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "3,2", "4,2", "5,3"})
  void aMajorityOfAllNodesCountsThisOne(int others, int needed) {
    Map<String, KnownPeer> known = new HashMap<>();
    for (int i = 0; i < others; i++) {
      known.put("node" + i, new KnownPeer(true, 0));
    }
    Wakeup wakeup = new Wakeup(SELF, known, LAST_SENT, WOKE);
    for (int i = 0; i < needed; i++) {
      assertThat(wakeup.isOver()).isFalse();
      Beacon beacon = beacon("node" + i, WOKE, SENDS_HERE, Map.of(SELF, WOKE));
      wakeup.heard(beacon);
      wakeup.heard(beacon);
    }
    assertThat(wakeup.isOver()).isTrue();
    assertThat(wakeup.heard()).isEqualTo(wakeup.needed()).isEqualTo(needed);
  }
}
