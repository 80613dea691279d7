package io.wsgateway.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.channel.SlowConsumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
        waiting += mixed.add(message("r:" + i)) ? 1 : 0;
      } else {
        String name = "c" + channel;
        int dropped = mixed.add(message(name + ":" + i), name, policies[channel]);
        waiting += dropped < 0 ? 0 : 1 - dropped;
      }
      assertThat(mixed.size()).as("size; seed %d", seed).isEqualTo(waiting);
      assertThat(mixed.bytes()).as("bound; seed %d", seed).isBetween(0L, 20L * UNIT);
    }
    while (mixed.poll() != null) {
      waiting--;
    }
    assertThat(waiting).isZero();
    assertThat(mixed.bytes()).isZero();
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

  private static WireMessage message(String text) {
    return WireMessage.text(text);
  }
}
