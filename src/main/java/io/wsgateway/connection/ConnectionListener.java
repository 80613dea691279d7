package io.wsgateway.connection;

/**
 * Receives the events of a connection, on its event loop, in this order: {@code opened} once,
 * {@code message} any number of times, {@code ending} and {@code closed} exactly once (also if the
 * upgrade failed and {@code opened} was never called).
 */
public interface ConnectionListener {
  /**
   * The connection is open (for a WebSocket: the 101 is written). Messages sent in this call are
   * the first to reach the client.
   */
  void opened();

  /**
   * A whole message arrived, valid and within the limits.
   *
   * @param text whether it is text (then the bytes are valid UTF-8)
   * @param payload its bytes; the listener may keep them, and they never change
   */
  void message(boolean text, byte[] payload);

  /**
   * More than half of the client's queue is used, in part by a channel whose rule is to disconnect
   * slow clients ({@code true}), or no longer is ({@code false}).
   */
  default void behind(boolean behind) {}

  /**
   * Messages delivered from now on do not reach the client: the connection is ending, or will soon.
   * Called once, before {@code closed}.
   */
  default void ending() {}

  /**
   * The node holds too much for clients that do not read, and most for this one. It is closed for
   * that next.
   */
  default void overBudget() {}

  /** The connection has ended; nothing that is sent now reaches the client. */
  void closed(CloseEvent event);
}
