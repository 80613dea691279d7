package io.wsgateway.config;

import io.wsgateway.channel.Audience;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.JoinLeave;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.channel.SubscribeAudience;

/** The options of the channels of one namespace. */
public record RuleConfig(
    @Key(
            value =
                "Which clients may subscribe; each value includes those before it: token is one with a token for the channel, client one with a user.",
            initial = "nobody")
        SubscribeAudience subscribe,
    @Key(value = "Which clients may publish; backends and the API always may.", initial = "nobody")
        Audience publish,
    @Key(value = "Which clients may ask for presence and history.", initial = "nobody")
        Audience read,
    @Key(value = "Whether it is known who is subscribed.", initial = "false") boolean presence,
    @Key(value = "What subscribers are told about each other.", initial = "none")
        JoinLeave joinLeave,
    @Key(
            value = "Whether a name ending in #user1,user2 is for these users only.",
            initial = "false")
        boolean userLimited,
    @Key(value = "What happens to a subscriber that does not keep up.", initial = "disconnect")
        SlowConsumer slowConsumer,
    @Key(
            value =
                "With slowConsumer latest: at most one publication per subscriber in this time, the newest.",
            initial = "0",
            unit = "milliseconds",
            max = 60000)
        int minIntervalMillis,
    @Key("What is kept for clients that come back.") RuleHistoryConfig history) {
  /** The rule as the gateway uses it. */
  public ChannelRule rule() {
    return new ChannelRule(
        subscribe,
        publish,
        read,
        presence,
        joinLeave,
        userLimited,
        slowConsumer,
        minIntervalMillis,
        history.rule());
  }
}
