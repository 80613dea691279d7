package io.wsgateway.support;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Context;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs what belongs to an event loop there, for a test that waits for it. */
public final class OnLoop {
  private OnLoop() {}

  /** Runs an action; it fails as the action does. */
  public static void run(Context context, Runnable action) {
    call(
        context,
        () -> {
          action.run();
          return true;
        });
  }

  /** Runs a question and returns the answer; it fails as the question does. */
  public static <T> T call(Context context, Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    context.runOnContext(
        v -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
          }
        });
    return answer.orTimeout(20, SECONDS).join();
  }
}
