package io.wsgateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EnvelopeSequenceTest {
  private final EnvelopeSequence sequence = new EnvelopeSequence();

  private static LinkPosition tail(long link, long number) {
    return new LinkPosition(link, number);
  }

  @Test
  void whatWasSentBeforeTheFirstContactIsNoLoss() {
    assertThat(sequence.arrived(1, 7)).isZero();
    assertThat(sequence.arrived(1, 8)).isZero();
  }

  @Test
  void aHoleIsCountedAndAnOldNumberIsADuplicate() {
    sequence.arrived(1, 1);
    assertThat(sequence.arrived(1, 4)).isEqualTo(2);
    assertThat(sequence.arrived(1, 4)).isEqualTo(-1);
    assertThat(sequence.arrived(1, 3)).isEqualTo(-1);
  }

  @Test
  void aNewLinkBeginsAfreshAndAnOldOneIsOver() {
    sequence.arrived(1, 50);
    assertThat(sequence.arrived(2, 1)).isZero();
    assertThat(sequence.arrived(1, 51)).isEqualTo(-1);
    assertThat(sequence.arrived(2, 3)).isEqualTo(1);
  }

  @Test
  void aLostTailIsCountedAtTheSecondBeaconThatNamesIt() {
    sequence.arrived(1, 1);
    assertThat(sequence.sent(tail(1, 4))).isZero();
    assertThat(sequence.sent(tail(1, 4))).isEqualTo(3);
    assertThat(sequence.sent(tail(1, 4))).isZero();
    assertThat(sequence.arrived(1, 5)).isZero();
  }

  @Test
  void anEnvelopeThatABeaconOvertookIsNotLost() {
    sequence.arrived(1, 1);
    assertThat(sequence.sent(tail(1, 2))).isZero();
    assertThat(sequence.arrived(1, 2)).isZero();
    assertThat(sequence.sent(tail(1, 2))).isZero();
  }

  @Test
  void aBeaconBeforeTheFirstEnvelopeMakesItsLossCount() {
    assertThat(sequence.sent(tail(1, 0))).isZero();
    assertThat(sequence.arrived(1, 2)).isEqualTo(1);
  }

  @Test
  void aTailOfAnOldLinkSaysNothing() {
    sequence.arrived(2, 1);
    sequence.sent(tail(1, 99));
    assertThat(sequence.sent(tail(1, 99))).isZero();
    assertThat(sequence.arrived(2, 2)).isZero();
  }
}
