package io.wsgateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class InFlightTest {
  private static final int BODY = 1000;

  private final InFlight inFlight = new InFlight(3L * (BODY + InFlight.OVERHEAD));

  @Test
  void soMuchAndNoMoreIsOnItsWayAndTheOverheadCounts() {
    for (int i = 0; i < 3; i++) {
      assertThat(inFlight.enter(BODY)).isTrue();
    }
    assertThat(inFlight.enter(0)).isFalse();
    inFlight.leave(BODY);
    assertThat(inFlight.enter(BODY + 1)).isFalse();
    assertThat(inFlight.enter(BODY)).isTrue();
  }

  @Test
  void whatWasRefusedIsNotCounted() {
    assertThat(inFlight.enter(BODY)).isTrue();
    for (int i = 0; i < 10; i++) {
      assertThat(inFlight.enter(3 * BODY + 2 * InFlight.OVERHEAD)).isFalse();
    }
    assertThat(inFlight.enter(BODY)).isTrue();
  }

  @Test
  void oneMessageAloneAlwaysFits() {
    assertThat(inFlight.enter(100 * BODY)).isTrue();
    assertThat(inFlight.enter(0)).isFalse();
    inFlight.leave(100 * BODY);
    assertThat(inFlight.enter(100 * BODY)).isTrue();
  }
}
