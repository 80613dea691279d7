package io.wsgateway.app;

import io.vertx.core.Future;
import io.wsgateway.api.ApiError;
import io.wsgateway.api.ApiFailure;
import io.wsgateway.api.DrainControl;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes the API's calls on to the drain, which exists once the node is in service.
 *
 * @param node the drain; null before
 */
record DrainCalls(Supplier<@Nullable Drain> node) implements DrainControl {
  @Override
  public Future<Status> drain() {
    return call(Drain::drain);
  }

  @Override
  public Future<Status> undrain() {
    return call(Drain::undrain);
  }

  @Override
  public Future<Status> status() {
    return call(Drain::status);
  }

  private Future<Status> call(Function<Drain, Future<Status>> call) {
    Drain drain = node.get();
    return drain == null
        ? Future.failedFuture(
            new ApiFailure(
                ApiError.UNAVAILABLE, "this node is starting and accepts no clients yet"))
        : call.apply(drain);
  }
}
