package io.wsgateway.auth;

import io.vertx.core.Future;

/** Asks a backend whether a client may connect, and who it is. Any thread may call it. */
public interface ConnectHook {
  /** Stands where no backend is configured; never lets a client in. */
  ConnectHook NONE =
      question ->
          Future.succeededFuture(new ConnectDecision.Undecided(false, "no backend is configured"));

  /**
   * Asks the backend, unless it has just answered the same question.
   *
   * @return the decision; completes on any thread, within a bounded time. A failure is an internal
   *     error; a backend that does not answer is a {@link ConnectDecision.Undecided}.
   */
  Future<ConnectDecision> ask(ConnectQuestion question);
}
