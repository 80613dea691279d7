package io.wsgateway.api;

import io.vertx.core.Future;
import io.wsgateway.broker.Broker;
import io.wsgateway.broker.PublishRefused;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.StreamPosition;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The API's publications, on their way to the broker of the management port's loop. {@code
 * skip_history} ends here: it changes nothing while no channel has a history.
 */
public final class BrokerPublications implements Publications {
  private final Broker broker;
  private final BooleanSupplier inService;

  /**
   * With the broker of the context that calls.
   *
   * @param inService false while this node does not reach all others: not yet, or no longer
   */
  public BrokerPublications(Broker broker, BooleanSupplier inService) {
    this.broker = broker;
    this.inService = inService;
  }

  @Override
  public Future<StreamPosition> publish(
      String channel,
      Payload payload,
      Map<String, String> tags,
      @Nullable String id,
      boolean skipHistory) {
    if (!inService.getAsBoolean()) {
      return Future.failedFuture(
          new ApiFailure(
              ApiError.UNAVAILABLE,
              "this node does not reach the others: it starts or stops; try again on a new connection"));
    }
    return broker
        .publishEverywhere(new PublishRequest(channel, payload, tags, id, null))
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
