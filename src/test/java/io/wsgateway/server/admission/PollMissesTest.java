package io.wsgateway.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many invented cursors an address may send. */
final class PollMissesTest {
  private long now = Long.MAX_VALUE - 1000;
  private final PollMisses misses = new PollMisses(() -> now);

  private void add(String address, int count) {
    for (int i = 0; i < count; i++) {
      misses.add(address);
    }
  }

  private void advance(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void aBurstIsFreeAndThenSomePerSecond() {
    add("a", PollMisses.BURST - 1);
    assertThat(misses.isOver("a")).isFalse();
    add("a", 1);
    assertThat(misses.isOver("a")).isTrue();
    assertThat(misses.isOver("b")).isFalse();
    advance(1000 / PollMisses.PER_SECOND);
    assertThat(misses.isOver("a")).isFalse();
    add("a", 1);
    assertThat(misses.isOver("a")).isTrue();
    advance(60_000);
    add("a", PollMisses.BURST - 1);
    assertThat(misses.isOver("a")).isFalse();
  }

  @Test
  void moreThanABurstIsNotOwed() {
    add("a", 10_000);
    assertThat(misses.isOver("a")).isTrue();
    advance(1000 / PollMisses.PER_SECOND);
    assertThat(misses.isOver("a")).isFalse();
  }

  @Test
  void theNewestAddressesAreRemembered() {
    add("first", PollMisses.BURST);
    for (int i = 0; i < PollMisses.MAX - 1; i++) {
      misses.add("a" + i);
      assertThat(misses.isOver("first")).isTrue();
    }
    for (int i = 0; i < PollMisses.MAX; i++) {
      misses.add("b" + i);
    }
    assertThat(misses.size()).isEqualTo(PollMisses.MAX);
    assertThat(misses.isOver("first")).isFalse();
  }
}
