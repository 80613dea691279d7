package io.wsgateway.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SubscribersTest {
  private static final class Nobody implements Subscriber {
    @Override
    public void deliver(ChannelBatch batch) {}

    @Override
    public void reset(String channel) {}
  }

  private final Subscribers subscribers = new Subscribers();

  @Test
  void theSameSubscriberCountsOnce() {
    Subscriber one = new Nobody();

    assertThat(subscribers.add(one)).isTrue();
    assertThat(subscribers.add(one)).isFalse();
    assertThat(subscribers.size()).isEqualTo(1);
    assertThat(subscribers.remove(one)).isTrue();
    assertThat(subscribers.remove(one)).isFalse();
    assertThat(subscribers.isEmpty()).isTrue();
  }

  @Test
  void placesStayWhileHeld() {
    List<Subscriber> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(new Nobody());
      subscribers.add(all.get(i));
    }
    int end = subscribers.hold();
    for (int i = 0; i < 90; i++) {
      subscribers.remove(all.get(i));
    }
    subscribers.add(new Nobody());

    assertThat(end).isEqualTo(100);
    assertThat(subscribers.at(89)).isNull();
    assertThat(subscribers.at(95)).isSameAs(all.get(95));
  }

  @Test
  void anyOrderOfJoinsAndLeavesKeepsTheSet() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Set<Subscriber> model = new LinkedHashSet<>();
    List<Subscriber> pool = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      pool.add(new Nobody());
    }
    for (int step = 0; step < 20_000; step++) {
      Subscriber one = pool.get(random.nextInt(pool.size()));
      switch (random.nextInt(4)) {
        case 0 -> assertThat(subscribers.add(one)).isEqualTo(model.add(one));
        case 1 -> assertThat(subscribers.remove(one)).isEqualTo(model.remove(one));
        case 2 -> subscribers.hold();
        default -> subscribers.release();
      }
    }
    List<Subscriber> found = new ArrayList<>();
    int end = subscribers.hold();
    for (int i = 0; i < end; i++) {
      Subscriber at = subscribers.at(i);
      if (at != null) {
        found.add(at);
      }
    }
    assertThat(found).as("seed %d", seed).containsExactlyElementsOf(model);
  }
}
