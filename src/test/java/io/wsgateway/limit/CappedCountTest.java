package io.wsgateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CappedCountTest {
  private final CappedCount count = new CappedCount(10);

  @Test
  void anAmountIsCountedWholeOrNotAtAll() {
    assertThat(count.tryAcquire(7)).isTrue();
    assertThat(count.tryAcquire(4)).isFalse();
    assertThat(count.get()).isEqualTo(7);
    assertThat(count.tryAcquire(3)).isTrue();
    assertThat(count.tryAcquire()).isFalse();
    count.release(7);
    assertThat(count.tryAcquire(7)).isTrue();
  }

  @Test
  void aCapMayBeLoweredAndWhatIsOverItStays() {
    assertThat(count.tryAcquire(8)).isTrue();
    count.limit(5);
    assertThat(count.cap()).isEqualTo(5);
    assertThat(count.get()).isEqualTo(8);
    assertThat(count.tryAcquire()).isFalse();
    count.release(4);
    assertThat(count.tryAcquire()).isTrue();
  }
}
