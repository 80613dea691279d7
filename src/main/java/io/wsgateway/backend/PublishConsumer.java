package io.wsgateway.backend;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.wsgateway.backend.BusBodies.RefusedBody;
import io.wsgateway.broker.Broker;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.broker.Published;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.StreamPosition;
import io.wsgateway.metrics.BackendMetrics.Rejection;
import java.util.HashMap;
import java.util.Map;

/**
 * Handles {@code gateway.publish}: publishes one message to one channel and replies with its
 * position. A node's own address, {@code gateway.publish.<node>}, does the same and also answers
 * pings.
 */
final class PublishConsumer {
  private static final String TAG = "tag.";
  private static final String PING = "ping";

  private final Broker broker;
  private final Rejections rejections;

  PublishConsumer(Broker broker, Rejections rejections) {
    this.broker = broker;
    this.rejections = rejections;
  }

  /** Handles a message to this node's own address. */
  void takeHere(Message<Object> message) {
    if (!message.headers().contains(PING)) {
      take(message);
    } else if (message.replyAddress() != null) {
      message.reply(new JsonObject());
    }
  }

  /** Handles a message to the address that all nodes share. */
  void take(Message<Object> message) {
    if (rejections.refusePublished(message, "published")) {
      return;
    }
    String channel = message.headers().get("channel");
    if (channel == null) {
      rejections.refuse(message, Rejection.BAD_REQUEST, 400, "the header channel is required");
      return;
    }
    Payload payload;
    try {
      payload = BusBodies.taken(message);
    } catch (RefusedBody e) {
      rejections.refuse(message, Rejection.BAD_REQUEST, 400, String.valueOf(e.getMessage()));
      return;
    }
    PublishRequest request =
        new PublishRequest(channel, payload, tags(message), message.headers().get("id"), null);
    // A reply promises order and a plain send promises nothing, so only requests wait for
    // confirmations.
    if (message.replyAddress() == null) {
      broker.publish(request).onFailure(failure -> rejections.refuse(message, failure));
    } else {
      broker
          .publishEverywhere(request)
          .onSuccess(published -> reply(message, published))
          .onFailure(failure -> rejections.refuse(message, failure));
    }
  }

  private static Map<String, String> tags(Message<Object> message) {
    Map<String, String> tags = new HashMap<>();
    message
        .headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith(TAG)) {
                tags.put(name.substring(TAG.length()), value);
              }
            });
    return tags.isEmpty() ? Map.of() : tags;
  }

  private static void reply(Message<Object> message, Published published) {
    StreamPosition position = published.position();
    message.reply(
        new JsonObject().put("epoch", position.epoch()).put("offset", position.offset()),
        ReplyHeaders.of(published.unconfirmed()));
  }
}
