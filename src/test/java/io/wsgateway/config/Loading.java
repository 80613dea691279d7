package io.wsgateway.config;

import io.vertx.core.Future;
import java.util.concurrent.CompletionException;

/** Waits for a configuration outside event loops. */
final class Loading {
  private Loading() {}

  static LoadedConfig await(Future<LoadedConfig> loading) {
    try {
      return loading.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ConfigException problems ? problems : e;
    }
  }
}
