package io.wsgateway.fanout;

import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ephemeral message to every channel that matches a pattern: the channels of raw endpoints,
 * whose names may hold placeholders. Each node finds the channels among those that it has
 * subscribers for, so that a channel that matches twice hears it once.
 *
 * @param patterns channel names, with {@code {name}} for a placeholder
 * @param payload the data
 * @param acceptedMillis when a node accepted it, in epoch milliseconds
 */
record Broadcast(List<ChannelPattern> patterns, Payload payload, long acceptedMillis)
    implements Envelope.Item {
  @Override
  public String target() {
    return patterns.get(0).text();
  }

  /** What a channel's subscribers hear. */
  Publication publication(String channel) {
    return Publication.ephemeral(channel, payload, Map.of(), null, acceptedMillis);
  }

  /** Those of the channels that it goes to, each once. */
  List<String> among(Set<String> channels) {
    return patterns.stream().flatMap(p -> p.among(channels)).distinct().toList();
  }
}
