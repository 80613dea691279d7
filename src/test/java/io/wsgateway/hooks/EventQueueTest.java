package io.wsgateway.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EventQueueTest {
  private static byte[] event(int number, int filler) {
    return ("{\"seq\":" + number + ",\"x\":\"" + "x".repeat(filler) + "\"}").getBytes(UTF_8);
  }

  private static @Nullable EventBatch take(EventQueue queue) {
    return queue.take(EventQueue.BATCH_BYTES);
  }

  private static List<JsonObject> events(EventBatch batch) {
    List<JsonObject> events = new ArrayList<>();
    new JsonArray(batch.json()).forEach(e -> events.add((JsonObject) e));
    assertThat(events).hasSize(batch.count());
    return events;
  }

  /**
   * Whatever is added and taken in whatever order: every number comes once, or was told as dropped.
   */
  @Test
  void everyEventComesInOrderOrIsCountedAtThePlaceWhereItIsMissing() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int bound = 500 + random.nextInt(4000);
      EventQueue queue = new EventQueue(bound);
      int added = 0;
      int next = 1;
      long dropped = 0;
      long told = 0;
      for (int step = 0; step < 300; step++) {
        if (random.nextInt(10) > 0) {
          dropped += queue.add(event(++added, random.nextInt(300)));
          assertThat(queue.bytes()).isBetween(1L, (long) bound);
        } else if (queue.size() > 0) {
          for (JsonObject event : events(Objects.requireNonNull(take(queue)))) {
            long gap = event.getLong("dropped", 0L);
            told += gap;
            next += (int) gap;
            assertThat(event.getInteger("seq")).as("seed " + seed).isEqualTo(next++);
          }
          assertThat(told).isEqualTo(dropped);
        }
      }
    }
  }

  @Test
  void belowTheBoundNothingIsDropped() {
    EventQueue queue = new EventQueue(1_000_000);
    for (int i = 1; i <= 2000; i++) {
      assertThat(queue.add(event(i, 100))).isZero();
    }
    List<Integer> taken = new ArrayList<>();
    for (EventBatch batch = take(queue); batch != null; batch = take(queue)) {
      assertThat(batch.count()).isLessThanOrEqualTo(EventQueue.BATCH_EVENTS);
      assertThat(batch.json().length()).isLessThanOrEqualTo(EventQueue.BATCH_BYTES + 100);
      events(batch).forEach(event -> taken.add(event.getInteger("seq")));
    }
    assertThat(taken).hasSize(2000).isSorted().doesNotHaveDuplicates();
    assertThat(queue.bytes()).isZero();
    assertThat(take(queue)).isNull();
  }

  @Test
  void whatCouldNotBeAddedIsToldToo() {
    EventQueue queue = new EventQueue(1_000_000);
    queue.missed(3);
    queue.add(event(4, 0));
    queue.add(event(5, 0));
    List<JsonObject> events = events(Objects.requireNonNull(take(queue)));
    assertThat(events.get(0).getLong("dropped")).isEqualTo(3);
    assertThat(events.get(1).containsKey("dropped")).isFalse();
  }
}
