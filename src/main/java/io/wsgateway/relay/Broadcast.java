package io.wsgateway.relay;

import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import java.util.List;
import java.util.Map;

/**
 * An ephemeral message with one payload for many channels: those of raw endpoints, whose names may
 * hold placeholders, or those that a backend lists. Each node finds the channels among those that
 * it has subscribers for, so a channel that matches twice receives the message once.
 *
 * @param patterns channel names, with {@code {name}} for a placeholder
 * @param payload the data
 * @param tags the publisher's labels, often empty
 * @param acceptedMillis when a node accepted it, in epoch milliseconds
 */
record Broadcast(
    List<ChannelPattern> patterns, Payload payload, Map<String, String> tags, long acceptedMillis)
    implements Envelope.Item {
  @Override
  public boolean goesTo(Envelope.Interest interest) {
    for (ChannelPattern pattern : patterns) {
      if (interest.covers(pattern.text())) {
        return true;
      }
    }
    return false;
  }

  /** What a channel's subscribers receive. */
  Publication publication(String channel) {
    return Publication.ephemeral(channel, payload, tags, null, acceptedMillis);
  }
}
