package io.wsgateway.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OriginTest {
  private final Origin origin = new Origin();

  private static Tail tail(long link, long number) {
    return new Tail(link, number);
  }

  @Test
  void whatWasSentBeforeTheFirstContactIsNoLoss() {
    assertThat(origin.arrived(1, 7)).isZero();
    assertThat(origin.arrived(1, 8)).isZero();
  }

  @Test
  void aHoleIsCountedAndAnOldNumberIsADuplicate() {
    origin.arrived(1, 1);
    assertThat(origin.arrived(1, 4)).isEqualTo(2);
    assertThat(origin.arrived(1, 4)).isEqualTo(-1);
    assertThat(origin.arrived(1, 3)).isEqualTo(-1);
  }

  @Test
  void aNewLinkBeginsAfreshAndAnOldOneIsOver() {
    origin.arrived(1, 50);
    assertThat(origin.arrived(2, 1)).isZero();
    assertThat(origin.arrived(1, 51)).isEqualTo(-1);
    assertThat(origin.arrived(2, 3)).isEqualTo(1);
  }

  @Test
  void aLostTailIsCountedAtTheSecondBeaconThatNamesIt() {
    origin.arrived(1, 1);
    assertThat(origin.sent(tail(1, 4))).isZero();
    assertThat(origin.sent(tail(1, 4))).isEqualTo(3);
    assertThat(origin.sent(tail(1, 4))).isZero();
    assertThat(origin.arrived(1, 5)).isZero();
  }

  @Test
  void anEnvelopeThatABeaconOvertookIsNotLost() {
    origin.arrived(1, 1);
    assertThat(origin.sent(tail(1, 2))).isZero();
    assertThat(origin.arrived(1, 2)).isZero();
    assertThat(origin.sent(tail(1, 2))).isZero();
  }

  @Test
  void aBeaconBeforeTheFirstEnvelopeMakesItsLossCount() {
    assertThat(origin.sent(tail(1, 0))).isZero();
    assertThat(origin.arrived(1, 2)).isEqualTo(1);
  }

  @Test
  void aTailOfAnOldLinkSaysNothing() {
    origin.arrived(2, 1);
    origin.sent(tail(1, 99));
    assertThat(origin.sent(tail(1, 99))).isZero();
    assertThat(origin.arrived(2, 2)).isZero();
  }
}
