package io.wsgateway.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class OffendersTest {
  private long nanos = 5;
  private final Offenders offenders = new Offenders(() -> nanos);

  @Test
  void anAddressIsRefusedAfterSeveralClosesAndForAWhileOnly() {
    for (int i = 0; i < Offenders.CLOSES; i++) {
      assertThat(offenders.isRefused("192.0.2.1")).isFalse();
      offenders.closed("192.0.2.1");
    }
    assertThat(offenders.isRefused("192.0.2.1")).isTrue();
    assertThat(offenders.isRefused("192.0.2.2")).isFalse();
    seconds(61);
    assertThat(offenders.isRefused("192.0.2.1")).isFalse();
    offenders.closed("192.0.2.1");
    assertThat(offenders.isRefused("192.0.2.1")).isFalse();
  }

  @Test
  void aCloseNowAndThenIsForgiven() {
    for (int i = 0; i < 3 * Offenders.CLOSES; i++) {
      offenders.closed("192.0.2.1");
      assertThat(offenders.isRefused("192.0.2.1")).isFalse();
      seconds(40);
    }
  }

  private void seconds(int seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }
}
