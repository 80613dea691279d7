package io.wsgateway.channel;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message in a channel.
 *
 * @param channel the channel's full name
 * @param payload its data
 * @param uid unique per publication in the cluster: producer and counter, {@code ""} while it has
 *     no history (nothing compares it then)
 * @param position its position in the stream; {@link StreamPosition#NONE} when ephemeral
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
  /** This object, its payload, its name, and the objects that carry it through a node. */
  private static final int OBJECT_BYTES = 256;

  /** Two strings, and their entry in a map. */
  private static final int TAG_BYTES = 128;

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

  /**
   * The accounted size in a queue, in bytes of heap: data, names and tags, and the objects around
   * them, which take many times as much as a short message.
   */
  public int weight() {
    int weight = payload.size() + channel.length() + OBJECT_BYTES;
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      weight += tag.getKey().length() + tag.getValue().length() + TAG_BYTES;
    }
    return weight;
  }
}
