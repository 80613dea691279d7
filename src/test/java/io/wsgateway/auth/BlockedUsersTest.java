package io.wsgateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.auth.BlockedUsers.Taken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The set of blocked users: its bound, its ends, and how sets of nodes become the same. */
final class BlockedUsersTest {
  private static final int MOST = 3;

  private long nanos = Long.MAX_VALUE - 5; // the clock may overflow
  private long millis = 1_700_000_000_000L;
  private final BlockedUsers users = set(MOST);

  private BlockedUsers set(int most) {
    return new BlockedUsers(most, () -> nanos, () -> millis);
  }

  private void pass(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
    millis += TimeUnit.SECONDS.toMillis(seconds);
  }

  @Test
  void aBlockEndsByItself() {
    users.block("alice", 60);
    assertThat(users.isBlocked("alice")).isTrue();
    assertThat(users.isBlocked("bob")).isFalse();
    assertThat(users.isBlocked("")).isFalse();
    pass(59);
    assertThat(users.isBlocked("alice")).isTrue();
    pass(1);
    assertThat(users.isBlocked("alice")).isFalse();
    users.forgetEnded();
    assertThat(users.count()).isZero();
    assertThat(users.since(0, 10).blocks()).isEmpty();
  }

  @Test
  void theWallClockDoesNotMoveAnEnd() {
    users.block("alice", 60);
    millis += TimeUnit.DAYS.toMillis(400);
    assertThat(users.isBlocked("alice")).isTrue();
  }

  @Test
  void unblockingsDoNotFillTheSet() {
    BlockedUsers other = set(MOST);
    for (int i = 0; i < 5 * MOST; i++) {
      String user = "u" + i;
      Block block = users.block(user, 60);
      assertThat(block).as(user).isNotNull();
      assertThat(other.take(block)).isEqualTo(Taken.NEW);
      other.take(users.unblock(user));
    }
    IntStream.range(0, MOST).forEach(i -> assertThat(users.block("b" + i, 60)).isNotNull());
    assertThat(other.take(users.block("b0", 60))).isEqualTo(Taken.NEW);
    assertThat(users.block("another", 60)).isNull();
  }

  @Test
  void aFullSetRefusesAnotherUserAndForgetsNobody() {
    IntStream.range(0, MOST).forEach(i -> assertThat(users.block("u" + i, 60)).isNotNull());
    assertThat(users.block("another", 60)).isNull();
    assertThat(users.isBlocked("another")).isFalse();
    IntStream.range(0, MOST).forEach(i -> assertThat(users.isBlocked("u" + i)).isTrue());
    assertThat(users.block("u0", 120)).as("one that is blocked already").isNotNull();
    users.unblock("u1");
    assertThat(users.block("another", 60)).as("after one was unblocked").isNotNull();
    pass(61);
    assertThat(users.block("later", 60)).as("after others ended").isNotNull();
    assertThat(users.isBlocked("u0")).isTrue();
  }

  @Test
  void twiceAsManyAreTakenFromOthersAndThenNoMore() {
    BlockedUsers other = set(100);
    List<Taken> taken = new ArrayList<>();
    IntStream.range(0, 2 * MOST + 1).forEach(i -> taken.add(users.take(other.block("u" + i, 60))));
    assertThat(taken.subList(0, 2 * MOST)).containsOnly(Taken.NEW);
    assertThat(taken.get(2 * MOST)).isEqualTo(Taken.FULL);
    assertThat(users.count()).isEqualTo(2 * MOST);
    pass(61);
    users.forgetEnded();
    assertThat(users.take(other.block("late", 60))).isEqualTo(Taken.NEW);
  }

  @Test
  void theLastDecisionCountsWhateverTheOrderOfArrival() {
    BlockedUsers other = set(MOST);
    Block first = other.block("alice", 600);
    Block second = other.block("alice", 60);
    assertThat(users.take(second)).isEqualTo(Taken.NEW);
    assertThat(users.take(first)).isEqualTo(Taken.KNOWN);
    pass(61);
    assertThat(users.isBlocked("alice")).isFalse();
  }

  @Test
  void anUnblockingIsNotUndoneByTheOldBlock() {
    BlockedUsers paused = set(MOST);
    Block block = users.block("alice", 60);
    paused.take(block);
    Block unblocked = users.unblock("alice");
    assertThat(users.isBlocked("alice")).isFalse();
    assertThat(users.count()).isZero();
    assertThat(users.take(block)).isEqualTo(Taken.KNOWN);
    assertThat(users.isBlocked("alice")).isFalse();
    pass(59);
    users.forgetEnded();
    assertThat(users.take(block)).as("until the block has ended").isEqualTo(Taken.KNOWN);
    assertThat(paused.take(unblocked)).isEqualTo(Taken.NEW);
    assertThat(paused.isBlocked("alice")).isFalse();
    assertThat(users.unblock("nobody")).isNull();
  }

  @Test
  void aBlockAfterOneThatWasForgottenIsTheNewerOne() {
    BlockedUsers slow = set(MOST);
    slow.take(users.block("alice", 10));
    slow.take(users.block("alice", 10));
    nanos += TimeUnit.SECONDS.toNanos(10);
    millis -= 5000; // set back meanwhile
    users.forgetEnded();
    Block again = users.block("alice", 10);
    nanos -= 1; // the other node's end is a little later
    assertThat(slow.take(again)).isEqualTo(Taken.NEW);
  }

  @Test
  void theSameDecisionArrivingLateDoesNotProlongIt() {
    Block block = users.block("alice", 60);
    Block late = until(block, block.endNanos() + TimeUnit.SECONDS.toNanos(12));
    Block early = until(block, block.endNanos() - TimeUnit.SECONDS.toNanos(12));
    long before = users.changes();
    users.take(late);
    pass(60);
    assertThat(users.isBlocked("alice")).isFalse();
    nanos -= TimeUnit.SECONDS.toNanos(12);
    assertThat(users.isBlocked("alice")).isTrue();
    users.take(early);
    assertThat(users.isBlocked("alice")).isFalse();
    assertThat(users.changes()).as("others need not be told").isEqualTo(before);
  }

  private static Block until(Block block, long endNanos) {
    return new Block(block.user(), block.version(), block.blocked(), block.tag(), endNanos);
  }

  @Test
  void changesAreReadInPartsAndEachUserOnce() {
    BlockedUsers many = set(100);
    IntStream.range(0, 25).forEach(i -> many.block("u" + i % 20, 60));
    List<String> read = new ArrayList<>();
    BlockedUsers.Part part = many.since(0, 7);
    while (part.more()) {
      part.blocks().forEach(block -> read.add(block.user()));
      part = many.since(part.upTo(), 7);
    }
    part.blocks().forEach(block -> read.add(block.user()));
    assertThat(read).hasSize(20).doesNotHaveDuplicates();
    assertThat(part.upTo()).isEqualTo(many.changes()).isEqualTo(25);
    assertThat(many.since(25, 7).blocks()).isEmpty();
    many.block("u3", 60);
    assertThat(many.since(25, 7).blocks()).extracting(Block::user).containsExactly("u3");
  }

  /** Three nodes decide at random; each gets all decisions in an order of its own, some twice. */
  @RepeatedTest(300)
  void setsBecomeTheSameInWhateverOrderTheyAreExchanged() {
    long seed = System.nanoTime();
    try {
      exchange(seed);
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private void exchange(long seed) {
    Random random = new Random(seed);
    int decisions = 1 + random.nextInt(40);
    List<BlockedUsers> nodes = List.of(set(100), set(100), set(100));
    List<Block> made = new ArrayList<>();
    for (int i = 0; i < decisions; i++) {
      BlockedUsers node = nodes.get(random.nextInt(3));
      String user = "u" + random.nextInt(5);
      Block block =
          random.nextInt(3) == 0 ? node.unblock(user) : node.block(user, 100 + random.nextInt(50));
      if (block != null) {
        made.add(block);
      }
      millis += random.nextInt(2);
    }
    for (BlockedUsers node : nodes) {
      List<Block> order = new ArrayList<>(made);
      order.addAll(made.subList(0, random.nextInt(made.size() + 1)));
      Collections.shuffle(order, random);
      order.forEach(node::take);
      int before = node.count();
      order.forEach(block -> assertThat(node.take(block)).isEqualTo(Taken.KNOWN));
      assertThat(node.count()).isEqualTo(before);
    }
    assertThat(content(nodes.get(1))).isEqualTo(content(nodes.get(0)));
    assertThat(content(nodes.get(2))).isEqualTo(content(nodes.get(0)));
    for (BlockedUsers node : nodes) {
      long blocked = content(node).values().stream().filter(Block::blocked).count();
      assertThat((long) node.count()).isEqualTo(blocked);
      content(node).forEach((u, b) -> assertThat(node.isBlocked(u)).isEqualTo(b.blocked()));
    }
    pass(1000);
    nodes.forEach(node -> assertThat(node.since(0, 100).blocks()).isEmpty());
  }

  private static Map<String, Block> content(BlockedUsers node) {
    Map<String, Block> content = new HashMap<>();
    node.since(0, 1000).blocks().forEach(block -> content.put(block.user(), block));
    return content;
  }
}
