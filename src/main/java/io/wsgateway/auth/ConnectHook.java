package io.wsgateway.auth;

import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Asks a backend whether a client may connect, and who it is. Any thread may call it. */
public interface ConnectHook {
  /** Stands where no backend is configured; never lets a client in. */
  ConnectHook NONE =
      (question, waits) ->
          Future.succeededFuture(new ConnectDecision.Undecided(false, "no backend is configured"));

  /** Returns what the backend has just answered to the same question; null if that is unknown. */
  default @Nullable ConnectDecision known(ConnectQuestion question) {
    return null;
  }

  /**
   * Asks the backend, unless it has just answered the same question.
   *
   * @param waits whether the client still waits for the decision; any thread may call it. A backend
   *     is not asked for clients that have left.
   * @return the decision; completes on any thread, within a bounded time. A failure is an internal
   *     error; a backend that does not answer is a {@link ConnectDecision.Undecided}.
   */
  Future<ConnectDecision> ask(ConnectQuestion question, BooleanSupplier waits);
}
