package io.wsgateway.connection;

/**
 * What a connection tells its protocol. Every call comes on the connection's event loop, in this
 * order: {@code opened} once, {@code message} any number of times, {@code ending} and {@code
 * closed} exactly once (also when {@code opened} never came, because the upgrade failed).
 */
public interface ConnectionListener {
  /**
   * The way to the client is open (of a WebSocket: the 101 is written); what is sent now comes
   * first.
   */
  void opened();

  /**
   * A whole message arrived, valid and within the limits.
   *
   * @param text whether it came as text (then the bytes are valid UTF-8)
   * @param payload its bytes; the listener may keep them and nobody changes them
   */
  void message(boolean text, byte[] payload);

  /**
   * Over half of what may wait for the client waits, some of it for a channel whose rule is to
   * disconnect those that are too slow ({@code true}), or no longer.
   */
  default void behind(boolean behind) {}

  /**
   * Nothing that is delivered from now on reaches the client: the connection begins to end, or will
   * soon. Comes once, before {@code closed}.
   */
  default void ending() {}

  /**
   * The node holds too much for clients that do not read, and most for this one: it is closed for
   * that next.
   */
  default void overBudget() {}

  /** The connection is gone; nothing that is sent now reaches the client. */
  void closed(CloseEvent event);
}
