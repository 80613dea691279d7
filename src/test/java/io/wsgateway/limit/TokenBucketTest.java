package io.wsgateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TokenBucketTest {
  private static final long MILLI = 1_000_000;

  /** Takes one after the other until the bucket owes; returns how many it had. */
  private static int drained(long paidAt, long now, long perSecond) {
    int taken = 0;
    long paid = TokenBucket.take(paidAt, now, 1, perSecond);
    while (!TokenBucket.owes(paid, now)) {
      taken++;
      paid = TokenBucket.take(paid, now, 1, perSecond);
    }
    return taken;
  }

  @Test
  void holdsOneSecondsWorthAndNoMore() {
    assertThat(drained(0, 0, 100)).isEqualTo(100);
    assertThat(drained(-5000 * MILLI, 0, 100)).isEqualTo(100);
    assertThat(drained(Long.MAX_VALUE - MILLI, Long.MIN_VALUE, 8))
        .as("the clock wraps")
        .isEqualTo(8);
  }

  @Test
  void isFilledAtItsRate() {
    long paid = TokenBucket.take(0, 0, 100, 100);
    assertThat(drained(paid, 0, 100)).isZero();
    assertThat(drained(paid, 250 * MILLI, 100)).isEqualTo(25);
    assertThat(drained(paid, 3000 * MILLI, 100)).isEqualTo(100);
  }

  @Test
  void owesUntilWhatWasTakenTooMuchIsPaid() {
    long paid = TokenBucket.take(0, 0, 300, 100);
    assertThat(TokenBucket.owes(paid, 1999 * MILLI)).isTrue();
    assertThat(TokenBucket.owes(paid, 2000 * MILLI)).isFalse();
  }

  @Test
  void anEmptiedBucketHasTheRateWithoutABurst() {
    long paid = TokenBucket.empty(0, 0);
    assertThat(drained(paid, 0, 100)).isZero();
    assertThat(drained(paid, 100 * MILLI, 100)).isEqualTo(10);
    long owing = TokenBucket.take(0, 0, 300, 100);
    assertThat(TokenBucket.empty(owing, 0)).isEqualTo(owing);
  }
}
