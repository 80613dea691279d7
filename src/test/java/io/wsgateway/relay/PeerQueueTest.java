package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What waits for a peer whose bus takes envelopes and lets them go when the test says so. */
final class PeerQueueTest {
  private static final int BOUND = 1 << 20;

  private record Given(
      long number, boolean confirm, int count, Buffer items, Promise<Void> leaves) {}

  private final List<Given> given = new ArrayList<>();
  private final PeerBudget budget = new PeerBudget(BOUND, Long.MAX_VALUE);
  private final PeerQueue queue = new PeerQueue(budget, this::give);

  private Future<Void> give(long number, boolean quiet, boolean confirm, int count, Buffer items) {
    Promise<Void> leaves = Promise.promise();
    given.add(new Given(number, confirm, count, items, leaves));
    return leaves.future();
  }

  private Future<Void> offer(int bytes) {
    return queue.offer(Buffer.buffer(new byte[bytes]), 1, false, false);
  }

  /** Lets everything go that the bus has and gets, and returns all of it. */
  private List<Given> leave() {
    for (int i = 0; i < given.size(); i++) {
      given.get(i).leaves().tryComplete();
    }
    return given;
  }

  @Test
  void smallBatchesForAPeerThatIsBehindLeaveAsFewLargeEnvelopes() {
    List<Future<Void>> offered = IntStream.range(0, 10_000).mapToObj(i -> offer(40)).toList();
    assertThat(offered).doesNotContainNull();
    assertThat(queue.bytes()).isLessThanOrEqualTo(BOUND);
    int early = given.size();
    assertThat(queue.sent()).as("what the bus has").isEqualTo(early);
    assertThat(queue.made()).as("what has a number").isGreaterThan(early).isLessThan(early + 20);

    leave();
    assertThat(offered).allMatch(Future::succeeded);
    assertThat(given.stream().map(Given::number))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, given.size()).mapToObj(i -> (long) i).toList());
    assertThat(given.stream().mapToInt(Given::count).sum()).isEqualTo(10_000);
    assertThat(given.stream().mapToInt(g -> g.items().length()))
        .allMatch(bytes -> bytes <= queue.envelopeBytes());
    assertThat(given).hasSizeLessThan(early + 20);
    assertThat(queue.bytes()).isZero();
    assertThat(queue.sent()).isEqualTo(queue.made());
  }

  @Test
  void whatWasDroppedIsAHoleInTheNumbersAndNothingGetsAheadOfIt() {
    while (offer(20_000) != null) {
      assertThat(queue.bytes()).isLessThanOrEqualTo(BOUND);
    }
    long hole = queue.made();
    Future<Void> after = queue.offer(Buffer.buffer("after"), 1, false, false);
    assertThat(after).isNotNull();
    assertThat(queue.made()).isEqualTo(hole + 1);

    assertThat(leave().stream().map(Given::number)).doesNotContain(hole).contains(hole + 1);
    Given last = given.get(given.size() - 1);
    assertThat(last.items().toString()).isEqualTo("after");
    assertThat(queue.sent()).isEqualTo(hole + 1);
  }

  @Test
  void aBatchThatIsDroppedBehindAllThatIsOnItsWayCountsAsSent() {
    PeerQueue narrow = new PeerQueue(new PeerBudget(2000, Long.MAX_VALUE), this::give);
    assertThat(narrow.offer(Buffer.buffer("one"), 1, false, false)).isNotNull();
    assertThat(narrow.offer(Buffer.buffer(new byte[2000]), 1, false, false)).isNull();
    assertThat(narrow.sent()).isEqualTo(2);
  }

  /** Who wants to know whether the peer has it waits for the envelope that it is in. */
  @Test
  void whatIsAskedWhileThePeerIsBehindIsAskedWithTheLastDraft() {
    while (queue.made() == given.size()) {
      offer(1000);
    }
    queue.offer(Buffer.buffer(), 0, false, true);
    long asked = queue.made();
    offer(1000);

    leave();
    assertThat(given.stream().filter(Given::confirm).map(Given::number)).containsExactly(asked);
  }

  @Test
  void askingAndConfirmingTakesNoRoomFromAFullQueue() {
    for (int i = 0; i < 5000; i++) {
      offer(20_000);
      queue.offer(Buffer.buffer(), 0, false, i % 2 == 0);
      assertThat(queue.bytes()).isLessThan(BOUND + 1000);
    }
    assertThat(leave()).anyMatch(Given::confirm);
  }

  @Test
  void aMessageLargerThanTheBoundLeavesWhenLittleWaits() {
    assertThat(offer(100)).isNotNull();
    assertThat(offer(BOUND)).isNotNull();
    assertThat(offer(100)).isNull();
    leave();
    assertThat(offer(100)).isNotNull();
  }

  @Test
  void eachPeerMayTakeItsShareOfWhatAllMayTake() {
    PeerBudget shared = new PeerBudget(BOUND, 2 * BOUND);
    shared.peers(2);
    assertThat(shared.share()).isEqualTo(BOUND);
    shared.peers(8);
    assertThat(shared.share()).isEqualTo(BOUND / 4);
    List<PeerQueue> stalled =
        IntStream.range(0, 8).mapToObj(i -> new PeerQueue(shared, this::give)).toList();
    for (PeerQueue one : stalled) {
      while (one.offer(Buffer.buffer(new byte[1000]), 1, false, false) != null) {
        assertThat(one.bytes()).isLessThanOrEqualTo(BOUND / 4);
      }
      assertThat(one.bytes()).as("no less than it may take").isGreaterThan(BOUND / 5);
    }
  }

  @Test
  void aSendThatFailsLeavesRoomForTheNext() {
    while (queue.made() == given.size()) {
      offer(1000);
    }
    List.copyOf(given).forEach(g -> g.leaves().tryFail("connection lost"));
    leave();
    assertThat(queue.bytes()).isZero();
  }

  @Test
  void whatWaitsForAPeerThatIsGoneIsForgotten() {
    while (queue.made() == given.size()) {
      offer(1000);
    }
    int onBus = given.size();
    queue.clear();
    assertThat(leave()).hasSize(onBus);
    assertThat(queue.bytes()).isZero();
    assertThat(queue.sent()).isEqualTo(queue.made());
  }
}
