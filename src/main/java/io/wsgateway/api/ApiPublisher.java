package io.wsgateway.api;

import io.vertx.core.Future;
import io.wsgateway.broker.PublishRefused;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.broker.Published;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Publishes what the API's callers send. {@code skip_history} is ignored: it changes nothing while
 * no channel has a history. Called on the API's event loop.
 */
public final class ApiPublisher {
  private final Function<PublishRequest, Future<Published>> broker;
  private final BooleanSupplier inService;

  /**
   * Passes publications on to a broker.
   *
   * @param broker publishes; completes when every node has acknowledged, or the wait for it has
   *     expired
   * @param inService false while this node does not reach all others, because it is starting or
   *     stopping
   */
  public ApiPublisher(
      Function<PublishRequest, Future<Published>> broker, BooleanSupplier inService) {
    this.broker = broker;
    this.inService = inService;
  }

  /**
   * Publishes to a channel.
   *
   * @return its position, and how many nodes have not confirmed; fails with {@link ApiFailure}, and
   *     then nothing was sent
   */
  Future<Published> publish(String channel, PublishFields fields) {
    if (!inService.getAsBoolean()) {
      return Future.failedFuture(outOfService());
    }
    return broker
        .apply(new PublishRequest(channel, fields.payload(), fields.tags(), fields.id(), null))
        .recover(failure -> Future.failedFuture(translate(failure)));
  }

  /** The failure while this node does not reach all others. */
  static ApiFailure outOfService() {
    return new ApiFailure(
        ApiError.UNAVAILABLE,
        "this node is starting or stopping and does not reach the others; try again on a new"
            + " connection");
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
