package io.wsgateway.config;

import io.wsgateway.channel.HistoryRule;
import io.wsgateway.channel.Recovery;

/** What a channel keeps for clients that come back. */
public record RuleHistoryConfig(
    @Key(
            value = "Publications kept per channel; 0: no history.",
            initial = "0",
            unit = "publications",
            max = 100000)
        int size,
    @Key(
            value = "How long a publication is kept; 0: no history.",
            initial = "0",
            unit = "seconds",
            max = 31536000)
        int ttlSeconds,
    @Key(
            value = "How long the position of an idle channel is kept.",
            initial = "2592000",
            unit = "seconds",
            min = 1,
            max = 315360000)
        int metaTtlSeconds,
    @Key(value = "How a client that comes back is caught up.", initial = "none")
        Recovery recovery) {
  /** The rule as the gateway uses it. */
  public HistoryRule rule() {
    return new HistoryRule(size, ttlSeconds, metaTtlSeconds, recovery);
  }
}
