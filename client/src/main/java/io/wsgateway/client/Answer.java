package io.wsgateway.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A result for a caller: its handlers run on the Vert.x context from which the call was made, if
 * there was one, otherwise on the thread that completes it.
 */
final class Answer<T> {
  private final @Nullable Context caller = Vertx.currentContext();
  private final Promise<T> promise = Promise.promise();

  Future<T> future() {
    return promise.future();
  }

  void complete(T result) {
    onCaller(() -> promise.tryComplete(result));
  }

  /** Completes an answer without a value. */
  void complete() {
    onCaller(() -> promise.tryComplete());
  }

  void fail(Throwable failure) {
    onCaller(() -> promise.tryFail(failure));
  }

  private void onCaller(Runnable task) {
    if (caller == null) {
      task.run();
      return;
    }
    try {
      caller.runOnContext(v -> task.run());
    } catch (RejectedExecutionException e) {
      // The caller's Vert.x was closed; complete anyway for those that wait elsewhere.
      task.run();
    }
  }
}
