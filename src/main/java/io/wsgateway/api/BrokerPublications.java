package io.wsgateway.api;

import io.vertx.core.Future;
import io.wsgateway.broker.Broker;
import io.wsgateway.broker.PublishRefused;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.StreamPosition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API's publications, on their way to the broker of the management port's loop. */
public final class BrokerPublications implements Publications {
  private final Broker broker;

  /** With the broker of the context that calls. */
  public BrokerPublications(Broker broker) {
    this.broker = broker;
  }

  @Override
  public Future<StreamPosition> publish(
      String channel,
      Payload payload,
      Map<String, String> tags,
      @Nullable String id,
      boolean skipHistory) {
    return broker
        .publish(new PublishRequest(channel, payload, tags, id, null))
        .recover(failure -> Future.failedFuture(translate(failure)));
  }

  private static Throwable translate(Throwable failure) {
    if (!(failure instanceof PublishRefused refused)) {
      return failure;
    }
    ApiError error =
        switch (refused.reason()) {
          case BAD_REQUEST -> ApiError.BAD_REQUEST;
          case UNKNOWN_CHANNEL -> ApiError.UNKNOWN_CHANNEL;
          case TOO_LARGE -> ApiError.TOO_LARGE;
          case BACKLOG -> ApiError.TOO_MANY_REQUESTS;
          case UNAVAILABLE -> ApiError.UNAVAILABLE;
        };
    return new ApiFailure(error, refused.explanation());
  }
}
