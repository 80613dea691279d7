package io.wsgateway.api;

import io.vertx.core.Future;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.StreamPosition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the API's publications go. Called on the API's event loop. */
public interface Publications {
  /**
   * Publishes to a channel.
   *
   * @param id the idempotency key, null without one; needs a channel with history
   * @param skipHistory live subscribers only, even where the channel has history
   * @return where it stands in the stream, {@link StreamPosition#NONE} without history; fails with
   *     {@link ApiFailure}
   */
  Future<StreamPosition> publish(
      String channel,
      Payload payload,
      Map<String, String> tags,
      @Nullable String id,
      boolean skipHistory);
}
