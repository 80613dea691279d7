package io.wsgateway.auth;

import io.vertx.core.Future;

/** Checks the tokens of clients. Any thread may call it. */
public interface Tokens {
  /**
   * Checks a connection token. The returned future is complete already when the keys at hand decide
   * it and the algorithm is fast (HS, RS, PS). An unknown {@code kid} waits for the key set, and a
   * slow signature (ES, EdDSA) for other threads, both for a bounded time; the future then
   * completes on the event loop that asked.
   *
   * @param token as the client sent it
   * @return who the client is; fails with a {@link TokenException} and with nothing else
   */
  Future<Identity> connection(String token);
}
