package io.wsgateway.cli;

import static io.wsgateway.cli.StopRule.Verdict.HALT;
import static io.wsgateway.cli.StopRule.Verdict.IGNORE;
import static io.wsgateway.cli.StopRule.Verdict.STOP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopRuleTest {
  private static final boolean TERM = false;
  private static final boolean INT = true;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
  private final StopRule rule = new StopRule(now::get);

  private void pass(long millis) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void repetitionsWithinFiveSecondsAreIgnoredHoweverMany() {
    assertThat(rule.decide(TERM)).isEqualTo(STOP);
    for (int i = 0; i < 4999; i++) {
      pass(1);
      assertThat(rule.decide(TERM)).isEqualTo(IGNORE);
    }
    pass(1);
    assertThat(rule.decide(TERM)).isEqualTo(HALT);
  }

  @Test
  void theyDoNotPutTheMomentOff() {
    rule.decide(TERM);
    pass(4000);
    assertThat(rule.decide(TERM)).isEqualTo(IGNORE);
    pass(4000);
    assertThat(rule.decide(TERM)).isEqualTo(HALT);
  }

  @Test
  void aSecondInterruptStopsAtOnce() {
    assertThat(rule.decide(INT)).isEqualTo(STOP);
    assertThat(rule.decide(INT)).isEqualTo(HALT);
  }

  @Test
  void aWrapperThatSendsBothDoesNotEndTheDrain() {
    assertThat(rule.decide(INT)).isEqualTo(STOP);
    assertThat(rule.decide(TERM)).isEqualTo(IGNORE);
  }

  @Test
  void theSameInTheOtherOrder() {
    assertThat(rule.decide(TERM)).isEqualTo(STOP);
    assertThat(rule.decide(INT)).isEqualTo(IGNORE);
    assertThat(rule.decide(INT)).isEqualTo(HALT);
  }

  @Test
  void anInterruptLongAfterStopsAtOnce() {
    rule.decide(TERM);
    pass(5000);
    assertThat(rule.decide(INT)).isEqualTo(HALT);
  }
}
