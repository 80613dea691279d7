package io.wsgateway.broker;

import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publisher;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants published.
 *
 * @param channel the channel's full name
 * @param payload the data
 * @param tags labels for subscribers, often empty
 * @param id the idempotency key: a retry with the same id is not a second publication; needs a
 *     channel with history
 * @param publisher the client, null for a backend
 */
public record PublishRequest(
    String channel,
    Payload payload,
    Map<String, String> tags,
    @Nullable String id,
    @Nullable Publisher publisher) {
  /** A backend's plain publication. */
  public static PublishRequest of(String channel, Payload payload) {
    return new PublishRequest(channel, payload, Map.of(), null, null);
  }

  /** A client's publication. */
  public static PublishRequest of(String channel, Payload payload, Publisher publisher) {
    return new PublishRequest(channel, payload, Map.of(), null, publisher);
  }
}
