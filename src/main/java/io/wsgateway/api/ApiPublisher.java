package io.wsgateway.api;

import io.vertx.core.Future;
import io.wsgateway.broker.PublishRefused;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.broker.Published;
import io.wsgateway.channel.ChannelName;
import io.wsgateway.channel.Payload;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what the API's callers send. {@code skip_history} is ignored: it changes nothing while
 * no channel has a history. Called on the API's event loop.
 */
public final class ApiPublisher {
  /** The longest name that an answer repeats; the broker has the configured limit. */
  private static final int MAX_NAME = 255;

  private final Function<PublishRequest, Future<Published>> broker;
  private final BooleanSupplier inService;
  private final Fit fit;

  /** Checks data that is to be published to several channels. */
  public interface Fit {
    /** Returns why the data must not be published to them, or null. */
    @Nullable PublishRefused misfit(List<String> channels, Payload payload);
  }

  /** Passes publications on to a broker whose channels have no schemas. */
  public ApiPublisher(
      Function<PublishRequest, Future<Published>> broker, BooleanSupplier inService) {
    this(broker, inService, (channels, payload) -> null);
  }

  /**
   * Passes publications on to a broker.
   *
   * @param broker publishes; completes when every node has acknowledged, or the wait for it has
   *     expired
   * @param inService false while this node does not reach all others, because it is starting or
   *     stopping
   * @param fit the broker's check for several channels
   */
  public ApiPublisher(
      Function<PublishRequest, Future<Published>> broker, BooleanSupplier inService, Fit fit) {
    this.broker = broker;
    this.inService = inService;
    this.fit = fit;
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

  /**
   * Checks that data fits the schemas of all channels with a valid name, so that a broadcast
   * reaches all or none; throws {@link ApiFailure}.
   */
  void requireFit(List<String> channels, Payload payload) {
    List<String> valid =
        channels.stream().filter(name -> ChannelName.problem(name, MAX_NAME).isEmpty()).toList();
    PublishRefused misfit = fit.misfit(valid, payload);
    if (misfit != null) {
      throw new ApiFailure(ApiError.BAD_REQUEST, misfit.explanation());
    }
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
