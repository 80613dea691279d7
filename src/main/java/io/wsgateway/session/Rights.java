package io.wsgateway.session;

/**
 * Decides what one client may do. Its session asks before each action in a channel; nothing else
 * checks rights. Called on the session's loop.
 */
public interface Rights {
  /** An action of a client in a channel. */
  enum Action {
    SUBSCRIBE,
    PUBLISH
  }

  /** Returns whether the client may do that, in a channel whose namespace is configured. */
  boolean allows(Action action, String channel);
}
