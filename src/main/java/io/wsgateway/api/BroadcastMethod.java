package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Implements {@code broadcast}: the same data to several channels, with one response for each. */
final class BroadcastMethod implements ApiMethod {
  /** A small body with a few bytes per channel must not cause a flood of publications. */
  private static final int MAX_CHANNELS = 10_000;

  private final ApiPublisher publisher;

  BroadcastMethod(ApiPublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public Future<JsonObject> call(JsonFields fields) {
    List<String> channels = fields.texts("channels");
    if (channels.isEmpty()) {
      throw new ApiFailure(ApiError.BAD_REQUEST, "channels is required");
    }
    if (channels.size() > MAX_CHANNELS) {
      throw new ApiFailure(ApiError.BAD_REQUEST, "more than " + MAX_CHANNELS + " channels");
    }
    PublishFields message = PublishFields.of(fields);
    publisher.requireFit(channels, message.payload());
    List<Future<JsonObject>> answers =
        channels.stream().map(channel -> publish(channel, message)).toList();
    return Future.all(answers)
        .map(all -> new JsonObject().put("responses", new JsonArray(all.list())));
  }

  /** Never fails: an error of one channel becomes that channel's response. */
  private Future<JsonObject> publish(String channel, PublishFields message) {
    return Future.succeededFuture(channel)
        .map(PublishMethod::required)
        .compose(name -> PublishMethod.publish(publisher, name, message))
        .transform(outcome -> Future.succeededFuture(ApiAnswer.of(outcome)));
  }
}
