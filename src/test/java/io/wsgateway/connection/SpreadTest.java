package io.wsgateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SpreadTest {
  private final AtomicLong clock = new AtomicLong(7);
  private final Spread spread = new Spread(clock::get);

  private LongStream next(int count) {
    return LongStream.generate(spread::nextMillis).limit(count);
  }

  @Test
  void theFirstHundredAreServedAtOnceAndTheOthersOverFiveSeconds() {
    assertThat(next(100)).containsOnly(0L);
    long[] others = next(10_000).toArray();
    assertThat(LongStream.of(others).allMatch(millis -> millis >= 1 && millis <= 5000)).isTrue();
    assertThat(LongStream.of(others).average().orElseThrow()).isBetween(2300.0, 2700.0);
  }

  @Test
  void whoComesWithTheNextEventIsServedAtOnceAgain() {
    assertThat(next(101).filter(millis -> millis > 0)).hasSize(1);
    clock.addAndGet(TimeUnit.SECONDS.toNanos(5) - 1);
    assertThat(spread.nextMillis()).isPositive();
    clock.incrementAndGet();
    assertThat(next(100)).containsOnly(0L);
  }
}
