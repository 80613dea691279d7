package io.wsgateway.config;

import io.wsgateway.channel.Audience;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.JoinLeave;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.channel.SubscribeAudience;
import org.jspecify.annotations.Nullable;

/** Configures the channels of one namespace. */
public record RuleConfig(
    @Key(
            value =
                "Which clients may subscribe to a channel that they name themselves, which POST /api/explain answers; no client protocol has that yet. Each value includes those before it; token: a client with a token for the channel, client: a client with a user. Clients of a raw endpoint are subscribed to its channel whatever this says.",
            initial = "nobody")
        SubscribeAudience subscribe,
    @Key(
            value =
                "Which clients may publish to a channel that they name themselves. Backends and the API always may; for clients of a raw endpoint its onMessage decides.",
            initial = "nobody")
        Audience publish,
    @Key(
            value = "Which clients may read presence and history, once the gateway has them.",
            initial = "nobody")
        Audience read,
    @Key(value = "Whether the gateway can tell which clients are subscribed.", initial = "false")
        boolean presence,
    @Key(value = "Which events subscribers receive about other subscribers.", initial = "none")
        JoinLeave joinLeave,
    @Key(
            value =
                "Whether a channel whose name ends in #user1,user2 is for these users only, among the clients that name it themselves.",
            initial = "false")
        boolean userLimited,
    @Key(
            value =
                "What the gateway does with a subscriber that reads too slowly. disconnect: close the connection; dropOldest: drop the channel's oldest queued messages; latest: keep only its newest message.",
            initial = "disconnect")
        SlowConsumer slowConsumer,
    @Key(
            value =
                "With slowConsumer: latest: each subscriber receives at most one publication in this time, the newest.",
            initial = "0",
            unit = "milliseconds",
            max = 60000)
        int minIntervalMillis,
    @Key(
            "The file with a JSON Schema (2020-12) that each publication of backends and the API must fit; absent: none.")
        @Nullable String schema,
    @Key("The stored publications for clients that reconnect.") RuleHistoryConfig history) {
  /** Returns the rule as the gateway uses it. */
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
