package io.wsgateway.config;

import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.ChannelRules;
import java.util.LinkedHashMap;
import java.util.Map;

/** Configures channels, by namespace. */
public record ChannelsConfig(
    @Key(value = "The rules for channels without a namespace.", name = "default")
        RuleConfig defaultRule,
    @Key(
            value =
                "The rules by namespace, which is the part of a channel name before its first colon.",
            pattern = "[A-Za-z0-9_.-]{1,64}",
            allowed = "namespaces of 1 to 64 letters, digits, '_', '.' or '-'")
        Map<String, RuleConfig> namespaces) {

  /** The rules as the gateway looks them up. */
  public ChannelRules rules() {
    Map<String, ChannelRule> rules = new LinkedHashMap<>();
    namespaces.forEach((name, rule) -> rules.put(name, rule.rule()));
    return new ChannelRules(defaultRule.rule(), rules);
  }
}
