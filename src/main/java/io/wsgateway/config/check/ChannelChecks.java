package io.wsgateway.config.check;

import io.wsgateway.channel.Recovery;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.RuleConfig;
import io.wsgateway.config.RuleHistoryConfig;
import io.wsgateway.config.schema.EnumNames;

/** Checks the rules of channels for combinations that would break a guarantee. */
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
    String size = key + ".history.size";
    String ttl = key + ".history.ttlSeconds";
    if (problems.failed(size) || problems.failed(ttl)) {
      return;
    }
    if (history.size() > 0 && history.ttlSeconds() == 0) {
      problems.add(ttl, "must be above 0 if size is set, otherwise nothing is stored");
    } else if (history.size() == 0 && history.ttlSeconds() > 0) {
      problems.add(size, "must be above 0 if ttlSeconds is set, otherwise nothing is stored");
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
          EnumNames.of(rule.slowConsumer())
              + " drops publications, which recovery must not lose; use disconnect, or"
              + " history.recovery: none");
    }
    if (rule.minIntervalMillis() > 0 && rule.slowConsumer() != SlowConsumer.LATEST) {
      problems.add(key + ".minIntervalMillis", "needs slowConsumer: latest");
    }
  }
}
