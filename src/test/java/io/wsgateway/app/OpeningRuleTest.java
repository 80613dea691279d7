package io.wsgateway.app;

import static io.wsgateway.app.OpeningRule.Verdict.OPEN;
import static io.wsgateway.app.OpeningRule.Verdict.OPEN_ALONE;
import static io.wsgateway.app.OpeningRule.Verdict.OPEN_UNMET;
import static io.wsgateway.app.OpeningRule.Verdict.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class OpeningRuleTest {
  private static final Set<String> ALL_MET = Set.of();
  private static final Set<String> ONE_UNMET = Set.of("other");

  private final OpeningRule single = new OpeningRule(1, 60_000, 20_000);
  private final OpeningRule pair = new OpeningRule(2, 60_000, 20_000);

  @Test
  void aNodeThatMayBeAloneOpensAtOnce() {
    assertThat(single.decide(1, ALL_MET, 0)).isEqualTo(OPEN);
  }

  @Test
  void enoughNodesThatSeeEachOtherOpenAtOnce() {
    assertThat(pair.decide(2, ALL_MET, 0)).isEqualTo(OPEN);
  }

  @Test
  void tooFewWaitAndThenOpenAlone() {
    assertThat(pair.decide(1, ALL_MET, 59_999)).isEqualTo(WAIT);
    assertThat(pair.decide(1, ALL_MET, 60_000)).isEqualTo(OPEN_ALONE);
  }

  @Test
  void aMemberThatDoesNotAnswerIsWaitedForLess() {
    assertThat(pair.decide(2, ONE_UNMET, 19_999)).isEqualTo(WAIT);
    assertThat(pair.decide(2, ONE_UNMET, 20_000)).isEqualTo(OPEN_UNMET);
  }

  @Test
  void aMemberThatDoesNotAnswerIsWaitedForEvenWhenBeingAloneIsAllowedSooner() {
    OpeningRule hasty = new OpeningRule(2, 1000, 20_000);
    assertThat(hasty.decide(1, ONE_UNMET, 5000)).isEqualTo(WAIT);
    assertThat(hasty.decide(1, ONE_UNMET, 20_000)).isEqualTo(OPEN_ALONE);
  }
}
