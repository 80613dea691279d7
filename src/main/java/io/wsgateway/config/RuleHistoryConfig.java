package io.wsgateway.config;

import io.wsgateway.channel.HistoryRule;
import io.wsgateway.channel.Recovery;

/** Configures what a channel stores for clients that reconnect. */
public record RuleHistoryConfig(
    @Key(
            value = "The number of publications stored per channel; 0: no history.",
            initial = "0",
            unit = "publications",
            max = 100000)
        int size,
    @Key(
            value = "How long the gateway stores a publication; 0: no history.",
            initial = "0",
            unit = "seconds",
            max = 31536000)
        int ttlSeconds,
    @Key(
            value = "How long the gateway stores the position of an idle channel.",
            initial = "2592000",
            unit = "seconds",
            min = 1,
            max = 315360000)
        int metaTtlSeconds,
    @Key(
            value = "Which missed publications a client receives when it reconnects.",
            initial = "none")
        Recovery recovery) {
  /** Returns the rule as the gateway uses it. */
  public HistoryRule rule() {
    return new HistoryRule(size, ttlSeconds, metaTtlSeconds, recovery);
  }
}
