package io.wsgateway.connection;

/**
 * What a connection tells its protocol. Every call comes on the connection's event loop, in this
 * order: {@code opened} once, {@code message} any number of times, {@code closed} exactly once
 * (also when {@code opened} never came, because the upgrade failed).
 */
public interface ConnectionListener {
  /** The 101 is written; what is sent now is the first that the client sees. */
  void opened();

  /**
   * A whole message arrived, valid and within the limits.
   *
   * @param text whether it came as text (then the bytes are valid UTF-8)
   * @param payload its bytes; the listener may keep them and nobody changes them
   */
  void message(boolean text, byte[] payload);

  /** The connection is gone; nothing that is sent now reaches the client. */
  void closed(CloseEvent event);
}
