package io.wsgateway.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publisher;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to publish a message.
 *
 * @param channel the channel's full name
 * @param payload the data
 * @param tags labels for subscribers, often empty
 * @param id the idempotency key: a retry with the same id is not a second publication; needs a
 *     channel with history
 * @param publisher the publishing client, null for a backend
 */
public record PublishRequest(
    String channel,
    Payload payload,
    Map<String, String> tags,
    @Nullable String id,
    @Nullable Publisher publisher) {
  /** The size that counts against the message limit: the data and the tags, in bytes. */
  int size() {
    int size = payload.size();
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      size += tag.getKey().getBytes(UTF_8).length + tag.getValue().getBytes(UTF_8).length;
    }
    return size;
  }

  /** Makes a backend's publication without tags and id. */
  public static PublishRequest of(String channel, Payload payload) {
    return new PublishRequest(channel, payload, Map.of(), null, null);
  }

  /** Makes a client's publication. */
  public static PublishRequest of(String channel, Payload payload, Publisher publisher) {
    return new PublishRequest(channel, payload, Map.of(), null, publisher);
  }
}
