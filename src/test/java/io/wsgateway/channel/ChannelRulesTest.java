package io.wsgateway.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelRulesTest {
  private final ChannelRule byDefault = rule(Audience.NOBODY);
  private final ChannelRule room = rule(Audience.CLIENT);
  private final ChannelRules rules = new ChannelRules(byDefault, Map.of("room", room));

  @Test
  void aNameWithoutColonHasTheDefaultRule() {
    assertThat(rules.find("chat")).contains(byDefault);
    assertThat(rules.find("room")).contains(byDefault);
  }

  @Test
  void thePartBeforeTheFirstColonPicksTheRule() {
    assertThat(rules.find("room:a")).contains(room);
    assertThat(rules.find("room:other:a")).contains(room);
  }

  @Test
  void anUnknownNamespaceHasNone() {
    assertThat(rules.find("rooms:a")).isEmpty();
    assertThat(rules.find(":a")).isEmpty();
    assertThat(rules.find("Room:a")).isEmpty();
  }

  private static ChannelRule rule(Audience publish) {
    return new ChannelRule(
        SubscribeAudience.CLIENT,
        publish,
        Audience.SUBSCRIBER,
        false,
        JoinLeave.NONE,
        false,
        SlowConsumer.DISCONNECT,
        0,
        HistoryRule.NONE);
  }
}
