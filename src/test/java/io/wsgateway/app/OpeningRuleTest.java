package io.wsgateway.app;

import static io.wsgateway.app.OpeningRule.Verdict.OPEN;
import static io.wsgateway.app.OpeningRule.Verdict.OPEN_ALONE;
import static io.wsgateway.app.OpeningRule.Verdict.OPEN_UNCONFIRMED;
import static io.wsgateway.app.OpeningRule.Verdict.REFUSED;
import static io.wsgateway.app.OpeningRule.Verdict.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class OpeningRuleTest {
  private static final Set<String> ALL_CONFIRMED = Set.of();
  private static final Set<String> ONE_UNCONFIRMED = Set.of("other");

  private final OpeningRule single = new OpeningRule(1, 60_000, 20_000);
  private final OpeningRule pair = new OpeningRule(2, 60_000, 20_000);

  @Test
  void aNodeThatMayBeAloneOpensAtOnce() {
    assertThat(single.decide(1, false, ALL_CONFIRMED, 0)).isEqualTo(OPEN);
  }

  @Test
  void enoughNodesThatSeeEachOtherOpenAtOnce() {
    assertThat(pair.decide(2, false, ALL_CONFIRMED, 0)).isEqualTo(OPEN);
  }

  @Test
  void tooFewWaitAndThenOpenAlone() {
    assertThat(pair.decide(1, false, ALL_CONFIRMED, 59_999)).isEqualTo(WAIT);
    assertThat(pair.decide(1, false, ALL_CONFIRMED, 60_000)).isEqualTo(OPEN_ALONE);
  }

  @Test
  void aMemberThatDoesNotAnswerIsWaitedForLess() {
    assertThat(pair.decide(2, false, ONE_UNCONFIRMED, 19_999)).isEqualTo(WAIT);
    assertThat(pair.decide(2, false, ONE_UNCONFIRMED, 20_000)).isEqualTo(OPEN_UNCONFIRMED);
  }

  @Test
  void aMemberThatDoesNotAnswerIsWaitedForEvenWhenBeingAloneIsAllowedSooner() {
    OpeningRule hasty = new OpeningRule(2, 1000, 20_000);
    assertThat(hasty.decide(1, false, ONE_UNCONFIRMED, 5000)).isEqualTo(WAIT);
    assertThat(hasty.decide(1, false, ONE_UNCONFIRMED, 20_000)).isEqualTo(OPEN_ALONE);
  }

  @Test
  void aNodeThatAllOthersRefuseNeverOpens() {
    assertThat(single.decide(1, true, ONE_UNCONFIRMED, 1_000_000)).isEqualTo(REFUSED);
    assertThat(pair.decide(1, true, ONE_UNCONFIRMED, 1_000_000)).isEqualTo(REFUSED);
  }

  @Test
  void aNodeThatOneOtherAcceptsOpensAsEver() {
    assertThat(pair.decide(2, true, ONE_UNCONFIRMED, 20_000)).isEqualTo(OPEN_UNCONFIRMED);
  }
}
