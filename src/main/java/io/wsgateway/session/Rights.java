package io.wsgateway.session;

/**
 * What one client may do: every session asks it, and nobody else, before it does anything in a
 * channel. Called on the session's loop.
 */
public interface Rights {
  /** What a client wants to do in a channel. */
  enum Action {
    SUBSCRIBE,
    PUBLISH
  }

  /** Whether the client may do that, in a channel whose namespace is configured. */
  boolean allows(Action action, String channel);
}
