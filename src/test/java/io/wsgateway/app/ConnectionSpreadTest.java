package io.wsgateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ConnectionSpreadTest {
  @Test
  void fewAreClosedAtOnce() {
    ConnectionSpread few = new ConnectionSpread(100, 20_000);

    assertThat(few.durationMillis()).isZero();
    assertThat(few.due(0)).isEqualTo(100);
  }

  @Test
  void manyTakeTheWholeWindowAtAnEvenPace() {
    ConnectionSpread many = new ConnectionSpread(50_000, 20_000);

    assertThat(many.durationMillis()).isEqualTo(20_000);
    assertThat(many.due(0)).isZero();
    assertThat(many.due(5_000)).isEqualTo(12_500);
    assertThat(many.due(20_000)).isEqualTo(50_000);
    assertThat(many.due(99_000)).isEqualTo(50_000);
  }

  @Test
  void someTakeNoLongerThanTheyNeed() {
    assertThat(new ConnectionSpread(1000, 20_000).durationMillis()).isEqualTo(5_000);
  }

  @Test
  void largeNumbersDoNotOverflow() {
    ConnectionSpread huge = new ConnectionSpread(2_000_000, 3_600_000);

    assertThat(huge.due(1_800_000)).isEqualTo(1_000_000);
  }

  @Test
  void clientsComeBackAtDifferentTimes() {
    long distinct =
        java.util.stream.LongStream.generate(ConnectionSpread::retryMillis)
            .limit(200)
            .peek(millis -> assertThat(millis).isBetween(100L, 2100L))
            .distinct()
            .count();

    assertThat(distinct).isGreaterThan(100);
  }
}
