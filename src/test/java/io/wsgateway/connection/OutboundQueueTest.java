package io.wsgateway.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.channel.SlowConsumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class OutboundQueueTest {
  private static final int UNIT = OutboundQueue.OVERHEAD + 2;

  private final OutboundQueue queue = new OutboundQueue(3 * UNIT);

  @Test
  void disconnectFillsUpAndThenGivesUp() {
    assertThat(add("a1", "a", SlowConsumer.DISCONNECT)).isZero();
    assertThat(add("a2", "a", SlowConsumer.DISCONNECT)).isZero();
    assertThat(queue.add(message("r1"))).isTrue();
    assertThat(queue.add(message("r2"))).isFalse();
    assertThat(add("a3", "a", SlowConsumer.DISCONNECT)).isEqualTo(-1);
    assertThat(queue.bytes()).isEqualTo(3 * UNIT);
    assertThat(drain()).containsExactly("a1", "a2", "r1");
    assertThat(queue.bytes()).isZero();
  }

  @Test
  void dropOldestDropsOfItsOwnChannel() {
    add("b1", "b", SlowConsumer.DISCONNECT);
    add("a1", "a", SlowConsumer.DROP_OLDEST);
    add("a2", "a", SlowConsumer.DROP_OLDEST);
    assertThat(add("a3", "a", SlowConsumer.DROP_OLDEST)).isEqualTo(1);
    assertThat(add("c1", "c", SlowConsumer.DROP_OLDEST)).isEqualTo(1);
    assertThat(drain()).containsExactly("b1", "a2", "a3");
  }

  @Test
  void latestKeepsTheNewestInItsPlace() {
    add("a1", "a", SlowConsumer.LATEST);
    add("b1", "b", SlowConsumer.LATEST);
    assertThat(add("a2", "a", SlowConsumer.LATEST)).isEqualTo(1);
    assertThat(drain()).containsExactly("a2", "b1");
  }

  @Test
  void latestDoesNotOvertakeAReply() {
    add("a1", "a", SlowConsumer.LATEST);
    queue.add(message("r1"));
    assertThat(add("a2", "a", SlowConsumer.LATEST)).isEqualTo(1);
    assertThat(add("a3", "a", SlowConsumer.LATEST)).isEqualTo(1);
    assertThat(drain()).containsExactly("r1", "a3");
  }

  @Test
  void latestWithoutRoomForTheNewestGivesUp() {
    add("b1", "b", SlowConsumer.DISCONNECT);
    add("b2", "b", SlowConsumer.DISCONNECT);
    add("b3", "b", SlowConsumer.DISCONNECT);
    assertThat(add("a1", "a", SlowConsumer.LATEST)).isEqualTo(-1);
  }

  @Test
  void aMessageThatNeverFitsIsDroppedAndLeavesNothingBehind() {
    assertThat(add("x".repeat(1000), "a", SlowConsumer.DROP_OLDEST)).isEqualTo(1);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void holesBehindAMessageThatStaysDoNotAddUp() {
    OutboundQueue big = new OutboundQueue(1000L * UNIT);
    big.add(message("r1"));
    for (int i = 0; i < 100_000; i++) {
      big.add(message("a" + i % 10), "a", SlowConsumer.DROP_OLDEST);
    }
    assertThat(big.slots()).isLessThan(3000);
    assertThat(big.size()).isEqualTo(1000);
  }

  @Test
  void anyMixKeepsOrderBoundsAndAccounts() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    SlowConsumer[] policies = SlowConsumer.values();
    OutboundQueue mixed = new OutboundQueue(20L * UNIT);
    Map<String, Integer> lastRead = new HashMap<>();
    int waiting = 0;
    long heap = 0;
    for (int i = 0; i < 50_000; i++) {
      int channel = random.nextInt(policies.length + 1);
      if (random.nextInt(5) < 2) {
        WireMessage next = mixed.poll();
        waiting -= next == null ? 0 : 1;
        if (next != null) {
          String[] parts = new String(next.payload(), UTF_8).split(":", 2);
          int number = Integer.parseInt(parts[1]);
          Integer before = lastRead.put(parts[0], number);
          assertThat(before == null || before < number).as("order; seed %d", seed).isTrue();
        }
      } else if (channel == policies.length) {
        waiting += mixed.add(message("r:" + 4 * i)) ? 1 : 0;
      } else if (random.nextInt(50) == 0) {
        waiting -= mixed.dropDroppable();
      } else {
        String name = "c" + channel;
        int first = 4 * i;
        int count = 1 + random.nextInt(4);
        MessageBatch batch =
            batch(
                IntStream.range(first, first + count)
                    .mapToObj(number -> name + ":" + number)
                    .toArray(String[]::new));
        int dropped = mixed.add(batch, name, policies[channel]);
        waiting += dropped < 0 ? 0 : count - dropped;
      }
      heap += mixed.takeHeapChange();
      assertThat(heap).as("heap; seed %d", seed).isGreaterThanOrEqualTo(mixed.bytes() / 2);
      assertThat(mixed.size()).as("size; seed %d", seed).isEqualTo(waiting);
      assertThat(mixed.bytes()).as("bound; seed %d", seed).isBetween(0L, 20L * UNIT);
    }
    while (mixed.poll() != null) {
      waiting--;
    }
    assertThat(waiting).isZero();
    assertThat(mixed.bytes()).isZero();
    assertThat(mixed.droppableBytes()).isZero();
    assertThat(heap + mixed.takeHeapChange()).isZero();
  }

  @Test
  void aBatchTakesOnePlaceAndLosesItsOldestFirst() {
    assertThat(queue.add(batch("a1", "a2"), "a", SlowConsumer.DROP_OLDEST)).isZero();
    assertThat(queue.slots()).isEqualTo(1);
    assertThat(queue.add(batch("a3", "a4"), "a", SlowConsumer.DROP_OLDEST)).isEqualTo(1);
    assertThat(queue.bytes()).isEqualTo(3 * UNIT);
    assertThat(queue.add(batch("a5", "a6", "a7", "a8"), "a", SlowConsumer.DROP_OLDEST))
        .isEqualTo(4);
    assertThat(drain()).containsExactly("a6", "a7", "a8");
  }

  @Test
  void aBatchIsTakenAsAWholeOrEndsTheConnection() {
    assertThat(queue.add(batch("a1", "a2"), "a", SlowConsumer.DISCONNECT)).isZero();
    assertThat(queue.add(batch("a3", "a4"), "a", SlowConsumer.DISCONNECT)).isEqualTo(-1);
    assertThat(queue.size()).isEqualTo(2);
  }

  @Test
  void ofABatchOnlyTheLatestWaits() {
    assertThat(queue.add(batch("a1", "a2", "a3"), "a", SlowConsumer.LATEST)).isEqualTo(2);
    assertThat(queue.add(batch("a4", "a5"), "a", SlowConsumer.LATEST)).isEqualTo(2);
    assertThat(drain()).containsExactly("a5");
  }

  @Test
  void whatIsSharedTakesTheHeapOnce() {
    OutboundQueue other = new OutboundQueue(1 << 20);
    OutboundQueue third = new OutboundQueue(1 << 20);
    String large = "x".repeat(10_000);
    MessageBatch shared = batch(large, large);
    other.add(shared, "a", SlowConsumer.DISCONNECT);
    assertThat(other.takeHeapChange()).isBetween(20_000L, 21_000L);
    third.add(shared, "a", SlowConsumer.DROP_OLDEST);
    assertThat(third.takeHeapChange()).isBetween(1L, 1000L);
    other.clear();
    assertThat(other.takeHeapChange()).isBetween(-1000L, -1L);
    third.clear();
    assertThat(third.takeHeapChange()).isBetween(-21_000L, -20_000L);
  }

  @Test
  void anotherEventLoopsBatchOfTheSameMessagesTakesThemNotAgain() {
    List<WireMessage> messages = List.of(WireMessage.text("x".repeat(10_000)));
    OutboundQueue other = new OutboundQueue(1 << 20);
    other.add(new MessageBatch(messages), "a", SlowConsumer.DISCONNECT);
    other.takeHeapChange();
    other.add(new MessageBatch(messages), "a", SlowConsumer.DISCONNECT);
    assertThat(other.takeHeapChange()).isBetween(1L, 1000L);
  }

  private int add(String text, String channel, SlowConsumer policy) {
    return queue.add(message(text), channel, policy);
  }

  private List<String> drain() {
    List<String> all = new ArrayList<>();
    for (WireMessage next = queue.poll(); next != null; next = queue.poll()) {
      all.add(new String(next.payload(), UTF_8));
    }
    return all;
  }

  private static MessageBatch message(String text) {
    return batch(text);
  }

  private static MessageBatch batch(String... texts) {
    return new MessageBatch(Stream.of(texts).map(WireMessage::text).toList());
  }
}
