package io.wsgateway.session;

import io.wsgateway.channel.ChannelName;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.ChannelRules;
import java.util.Optional;

/**
 * The configured rules for channels that clients choose.
 *
 * @param channels the rules by namespace
 * @param channelBytes the longest channel name, in bytes of UTF-8
 * @param perClient the maximum number of subscriptions of one client
 */
public record SubscriptionRules(ChannelRules channels, int channelBytes, int perClient) {
  /** Returns why the name cannot be a channel, as the end of a sentence; empty if it can. */
  Optional<String> problem(String channel) {
    return ChannelName.problem(channel, channelBytes);
  }

  /** Returns the rule of a channel; fails if its namespace is not configured. */
  ChannelRule find(String channel) {
    return channels
        .find(channel)
        .orElseThrow(
            () ->
                new ActionRefused(
                    ActionRefused.Reason.UNKNOWN_CHANNEL,
                    "the channel's namespace, the part before its first colon, is not configured"));
  }
}
