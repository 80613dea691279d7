package io.wsgateway.connection;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Context;
import java.util.concurrent.CompletableFuture;

/** Runs what belongs to an event loop there, for a test that waits for it. */
final class OnLoop {
  private OnLoop() {}

  static void run(Context context, Runnable action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(
        v -> {
          try {
            action.run();
            done.complete(null);
          } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
          }
        });
    done.orTimeout(20, SECONDS).join();
  }
}
