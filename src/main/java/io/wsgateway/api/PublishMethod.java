package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.wsgateway.broker.Published;
import io.wsgateway.channel.StreamPosition;

/** Implements {@code publish}: data to one channel. */
final class PublishMethod implements ApiMethod {
  private final ApiPublisher publisher;

  PublishMethod(ApiPublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public Future<JsonObject> call(JsonFields fields) {
    String channel = required(fields.text("channel"));
    return publish(publisher, channel, PublishFields.of(fields));
  }

  static Future<JsonObject> publish(ApiPublisher publisher, String channel, PublishFields fields) {
    return publisher.publish(channel, fields).map(PublishMethod::result);
  }

  static String required(String channel) {
    if (channel.isEmpty()) {
      throw new ApiFailure(ApiError.BAD_REQUEST, "channel is required");
    }
    return channel;
  }

  private static JsonObject result(Published published) {
    StreamPosition position = published.position();
    JsonObject result =
        position.equals(StreamPosition.NONE)
            ? new JsonObject()
            : new JsonObject().put("offset", position.offset()).put("epoch", position.epoch());
    return published.unconfirmed() == 0
        ? result
        : result.put("unconfirmed", published.unconfirmed());
  }
}
