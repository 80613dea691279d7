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
  void aNewLinkBeginsWhereABeaconSaysAndAnOldOneIsOver() {
    sequence.arrived(1, 50);
    assertThat(sequence.isAhead(2)).isTrue();
    assertThat(sequence.sent(tail(2, 1), 50L)).isZero();
    assertThat(sequence.isAhead(2)).isFalse();
    assertThat(sequence.arrived(2, 1)).isZero();
    assertThat(sequence.arrived(1, 51)).isEqualTo(-1);
    assertThat(sequence.arrived(2, 3)).isEqualTo(1);
  }

  @Test
  void whatANodeHadBeforeItsNewLinkIsMissingIfItDidNotCome() {
    sequence.sent(tail(1, 10), 5L);
    assertThat(sequence.arrived(1, 11)).isZero();
    // Two more on the first link, and seven batches without one.
    assertThat(sequence.sent(tail(2, 3), 25L)).isEqualTo(9);
    assertThat(sequence.arrived(2, 2)).isEqualTo(1);
    assertThat(sequence.arrived(2, 3)).isZero();
    assertThat(sequence.sent(tail(2, 3), 25L)).isZero();
  }

  @Test
  void aNodeThatForgotThisOneMeanwhileHasLostSomething() {
    sequence.sent(tail(1, 10), 5L);
    assertThat(sequence.sent(tail(2, 1), 0L)).isEqualTo(1);
    assertThat(sequence.arrived(2, 1)).isZero();
  }

  /** Release 0.1.0 does not say what it had before. */
  @Test
  void withoutABaseANewLinkBeginsAfresh() {
    sequence.arrived(1, 50);
    assertThat(sequence.sent(tail(2, 3), null)).isZero();
    assertThat(sequence.arrived(2, 1)).isZero();
    assertThat(sequence.arrived(2, 4)).isEqualTo(2);
  }

  @Test
  void aBaseThatIsLearnedAfterTheFirstEnvelopeIsNoLoss() {
    sequence.arrived(3, 7);
    assertThat(sequence.sent(tail(3, 7), 100L)).isZero();
    assertThat(sequence.arrived(3, 8)).isZero();
    assertThat(sequence.sent(tail(3, 9), 100L)).isZero();
    assertThat(sequence.sent(tail(3, 9), 100L)).isEqualTo(1);
  }

  /** An accident: the beacon is right. */
  @Test
  void aFirstEnvelopeOfALinkThatNoBeaconNamesIsForgotten() {
    sequence.arrived(Long.MAX_VALUE, 7);
    assertThat(sequence.sent(tail(3, 2), 0L)).isZero();
    assertThat(sequence.arrived(3, 3)).isZero();
  }

  @Test
  void aLostTailIsCountedAtTheSecondBeaconThatNamesIt() {
    sequence.arrived(1, 1);
    assertThat(sequence.sent(tail(1, 4), 0L)).isZero();
    assertThat(sequence.sent(tail(1, 4), 0L)).isEqualTo(3);
    assertThat(sequence.sent(tail(1, 4), 0L)).isZero();
    assertThat(sequence.arrived(1, 5)).isZero();
  }

  @Test
  void anEnvelopeThatABeaconOvertookIsNotLost() {
    sequence.arrived(1, 1);
    assertThat(sequence.sent(tail(1, 2), 0L)).isZero();
    assertThat(sequence.arrived(1, 2)).isZero();
    assertThat(sequence.sent(tail(1, 2), 0L)).isZero();
  }

  @Test
  void aBeaconBeforeTheFirstEnvelopeMakesItsLossCount() {
    assertThat(sequence.sent(tail(1, 0), 0L)).isZero();
    assertThat(sequence.arrived(1, 2)).isEqualTo(1);
  }

  @Test
  void aTailOfAnOldLinkSaysNothing() {
    sequence.sent(tail(2, 1), 0L);
    sequence.sent(tail(1, 99), 0L);
    assertThat(sequence.sent(tail(1, 99), 0L)).isZero();
    assertThat(sequence.arrived(2, 2)).isZero();
  }
}
