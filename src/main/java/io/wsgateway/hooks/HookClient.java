package io.wsgateway.hooks;

import io.vertx.core.Future;

/** Calls one hook. Belongs to one event loop. */
public interface HookClient {
  /**
   * Posts a request once; it is never repeated. Called on the loop, on which the future completes.
   *
   * @return the answer with its status 2xx or 4xx; fails with {@link HookFailed} otherwise
   */
  default Future<HookAnswer> call(HookRequest request) {
    return call(request, Integer.MAX_VALUE);
  }

  /**
   * The same within a time of its own.
   *
   * @param millis the time that is left for the call; at most {@code hooks.timeoutMillis} is used
   */
  Future<HookAnswer> call(HookRequest request, long millis);
}
