package io.wsgateway.broker;

import org.jspecify.annotations.Nullable;

/** Applies control calls to the clients of one event loop. Called on that loop. */
public interface ControlTarget {
  /**
   * Closes a user's connections.
   *
   * @param user the user's id; empty for the anonymous
   * @param client narrows it to one connection
   * @param code the close code, of the protocol that the client speaks
   */
  void disconnect(String user, @Nullable String client, int code, String reason);

  /**
   * Ends a user's subscriptions to a channel.
   *
   * @param user the user's id; empty for the anonymous
   * @param client narrows it to one connection
   */
  void unsubscribe(String user, @Nullable String client, String channel);
}
