package io.wsgateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who goes on sending too much, by the second. */
final class LivenessTest {
  private final Settings settings = new Settings();
  private final Liveness liveness = new Liveness(settings.limits(), settings.keepAlive(), 0);
  private int now;

  @Test
  void aPauseOfManySecondsIsSustainedExcess() {
    liveness.throttled("bytes");
    for (int i = 1; i < Liveness.PATIENCE_SECONDS; i++) {
      assertThat(second(true)).isNull();
    }
    Liveness.Finding finding = second(true);
    assertThat(finding).isNotNull();
    assertThat(finding.code()).isEqualTo(CloseCode.TRY_LATER);
    assertThat(finding.reason()).contains("limits.bytesPerSecond");
  }

  @Test
  void aSecondThatBeginsPausedCountsThoughReadingGoesOnInIt() {
    for (int i = 0; i < Liveness.PATIENCE_SECONDS / 2 - 1; i++) {
      liveness.throttled("messages");
      assertThat(second(true)).isNull();
      assertThat(second(false)).isNull();
    }
    liveness.throttled("messages");
    assertThat(second(true)).isNull();
    assertThat(second(false)).isNotNull();
  }

  @Test
  void aSecondWithoutAPauseIsForgiving() {
    for (int i = 0; i < 3; i++) {
      liveness.throttled("control");
      for (int s = 0; s < Liveness.PATIENCE_SECONDS - 2; s++) {
        assertThat(second(true)).isNull();
      }
      assertThat(second(false)).isNull();
      assertThat(second(false)).isNull();
    }
  }

  private Liveness.Finding second(boolean paused) {
    return liveness.check(++now, true, paused);
  }
}
