package io.wsgateway.channel;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message in a channel.
 *
 * @param channel the channel's full name
 * @param payload its data
 * @param uid unique per publication in the cluster: producer and counter, {@code ""} while it has
 *     no history (then nothing compares it)
 * @param position where it stands in the stream; {@link StreamPosition#NONE} when ephemeral
 * @param tags the publisher's labels, often empty
 * @param publisher the client it came from, null for a backend
 * @param acceptedMillis when a node accepted it, by that node's wall clock, in epoch milliseconds
 */
public record Publication(
    String channel,
    Payload payload,
    String uid,
    StreamPosition position,
    Map<String, String> tags,
    @Nullable Publisher publisher,
    long acceptedMillis) {

  /** A publication that no history keeps. */
  public static Publication ephemeral(
      String channel,
      Payload payload,
      Map<String, String> tags,
      @Nullable Publisher publisher,
      long acceptedMillis) {
    return new Publication(
        channel, payload, "", StreamPosition.NONE, tags, publisher, acceptedMillis);
  }

  /** About how many bytes this holds in a queue: data, names, tags and a fixed overhead. */
  public int weight() {
    int weight = payload.size() + channel.length() + 64;
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      weight += tag.getKey().length() + tag.getValue().length() + 64;
    }
    return weight;
  }
}
