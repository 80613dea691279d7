package io.wsgateway.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What channels may get, by a clock of the test. */
final class ChannelRatesTest {
  private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);
  private final ChannelRates rates = new ChannelRates(1000, () -> now);

  private void millis(long passed) {
    now += TimeUnit.MILLISECONDS.toNanos(passed);
  }

  @Test
  void aSecondsWorthAtOnceThenTheRate() {
    rates.add("a", 1000);
    assertThat(rates.isOver("a")).isFalse();
    rates.add("a", 1000);
    assertThat(rates.isOver("a")).isTrue();
    assertThat(rates.isOver("b")).isFalse();
    millis(999);
    assertThat(rates.isOver("a")).isTrue();
    millis(1);
    assertThat(rates.isOver("a")).isFalse();
    rates.add("a", 1);
    assertThat(rates.isOver("a")).isTrue();
  }

  @Test
  void whatWasNotUsedIsNotSaved() {
    rates.add("a", 1);
    millis(100_000);
    rates.add("a", 1001);
    assertThat(rates.isOver("a")).isTrue();
  }

  @Test
  void channelsThatHavePaidAreForgotten() {
    IntStream.range(0, 5000).forEach(i -> rates.add("c" + i, 10));
    rates.add("busy", 5000);
    millis(1500);
    rates.add("another", 10);
    assertThat(rates.size()).isEqualTo(2);
    assertThat(rates.isOver("busy")).isTrue();
  }

  @Test
  void withoutABoundThereIsNothing() {
    ChannelRates none = new ChannelRates(0, System::nanoTime);
    none.add("a", Integer.MAX_VALUE);
    assertThat(none.isOver("a")).isFalse();
    assertThat(none.size()).isZero();
  }
}
