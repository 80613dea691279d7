package io.wsgateway.config;

import io.wsgateway.channel.Recovery;
import io.wsgateway.channel.SlowConsumer;

/** Checks the rules of channels: combinations that would break a guarantee. */
final class ChannelChecks {
  private ChannelChecks() {}

  static void check(GatewayConfig config, Problems problems) {
    rule(config.channels().defaultRule(), "channels.default", problems);
    config
        .channels()
        .namespaces()
        .forEach((name, rule) -> rule(rule, "channels.namespaces." + name, problems));
  }

  private static void rule(RuleConfig rule, String key, Problems problems) {
    RuleHistoryConfig history = rule.history();
    if ((history.size() > 0) != (history.ttlSeconds() > 0)) {
      problems.add(
          key + ".history", "size and ttlSeconds must both be above 0 to keep anything, or both 0");
    } else if (history.recovery() != Recovery.NONE && history.size() == 0) {
      problems.add(
          key + ".history.recovery", "needs history: set size and ttlSeconds, or recovery: none");
    }
    if (history.metaTtlSeconds() < history.ttlSeconds()) {
      problems.add(key + ".history.metaTtlSeconds", "must not be less than ttlSeconds");
    }
    if (history.recovery() != Recovery.NONE && rule.slowConsumer() != SlowConsumer.DISCONNECT) {
      problems.add(
          key + ".slowConsumer",
          Words.of(rule.slowConsumer())
              + " drops publications, which recovery promises not to; use disconnect, or"
              + " history.recovery: none");
    }
    if (rule.minIntervalMillis() > 0 && rule.slowConsumer() != SlowConsumer.LATEST) {
      problems.add(key + ".minIntervalMillis", "needs slowConsumer: latest");
    }
  }
}
