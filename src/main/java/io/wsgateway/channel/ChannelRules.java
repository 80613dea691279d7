package io.wsgateway.channel;

import java.util.Map;
import java.util.Optional;

/** Finds the rule of a channel. Immutable. */
public final class ChannelRules {
  // The Optional is stored, so that a lookup, which happens for every message, allocates nothing.
  private final Optional<ChannelRule> byDefault;
  private final Map<String, ChannelRule> namespaces;

  /** The rule of names without a namespace, and the rules by namespace. */
  public ChannelRules(ChannelRule byDefault, Map<String, ChannelRule> namespaces) {
    this.byDefault = Optional.of(byDefault);
    this.namespaces = Map.copyOf(namespaces);
  }

  /** The rule of a channel; empty when its namespace is not configured. */
  public Optional<ChannelRule> find(String channel) {
    int colon = channel.indexOf(':');
    return colon < 0 ? byDefault : Optional.ofNullable(namespaces.get(channel.substring(0, colon)));
  }
}
