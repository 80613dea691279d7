package io.wsgateway.api;

import io.vertx.core.Future;
import io.wsgateway.backend.ClientCall;

/** What the API does to all connections of a user, on every node. Called on the API's loop. */
public interface ApiUsers {
  /**
   * Blocks a user, or unblocks it with 0 seconds.
   *
   * @return fails with {@link io.wsgateway.backend.ClientCallFailed}
   */
  Future<Void> block(String user, int seconds);

  /** Returns whether this node refuses the user. */
  boolean isBlocked(String user);

  /**
   * Closes a user's connections; {@code how} may name one of them.
   *
   * @return fails with {@link io.wsgateway.backend.ClientCallFailed}
   */
  Future<Void> disconnect(String user, ClientCall.Close how);
}
