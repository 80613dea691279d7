package io.wsgateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LoopClockTest {
  private long nanos = 17;
  private final LoopClock clock = new LoopClock(() -> nanos);

  @Test
  void ticksThatComeLateCountForTheTimeThatPassed() {
    for (int i = 0; i < 10; i++) {
      tickAfter(1500);
    }
    assertThat(clock.seconds()).isEqualTo(15);
  }

  @Test
  void aPauseCountsAsOneTick() {
    tickAfter(1000);
    tickAfter(50_000);
    tickAfter(1000);
    assertThat(clock.seconds()).isEqualTo(3);
  }

  @Test
  void ticksThatCatchUpAddNothing() {
    tickAfter(50_000);
    for (int i = 0; i < 49; i++) {
      tickAfter(0);
    }
    assertThat(clock.seconds()).isEqualTo(1);
  }

  private void tickAfter(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    clock.tick();
  }
}
