package io.wsgateway.client;

import io.vertx.core.Future;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Waits for futures of the library, with a deadline. */
final class Waiting {
  static final int LIMIT_SECONDS = 30;

  private Waiting() {}

  static <T> T result(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  static GatewayException failure(Future<?> future) {
    try {
      throw new AssertionError("it did not fail: " + result(future));
    } catch (CompletionException e) {
      if (e.getCause() instanceof GatewayException failure) {
        return failure;
      }
      throw e;
    }
  }
}
