package io.wsgateway.connection;

/**
 * Receives the events of a {@link Transport}, on the connection's event loop: {@link #opening}
 * once, then {@link #opened}, then input and other events, and {@link #gone} at the end in any
 * case.
 */
public interface TransportListener {
  /** The request is being answered; the transport supports only {@code abort} yet. */
  void opening(Transport transport);

  /** The answer is written and messages may follow. */
  void opened(Transport transport);

  /** Bytes arrived; called before the events for their content. */
  void bytes(int count);

  /** A complete message arrived. */
  void message(boolean text, byte[] payload);

  /** A ping or pong arrived. */
  void control();

  /**
   * All input of a read is handled; {@code unfinished}: the last message or frame is incomplete.
   * This shows that the client is alive. A transport whose client cannot send calls it when the
   * client accepts what was written.
   */
  void read(boolean unfinished);

  /** After a read: the bytes kept of incomplete messages and of undecoded input. */
  void keeps(int bytes);

  /** The transport may keep direct memory for longer than a task. */
  void stalled();

  /** The transport is writable again. */
  void writable();

  /** The transport wrote something on its own, which must be flushed. */
  void flushLater();

  /** The peer's close arrived, with 1005 if it had no code. */
  void peerClosed(int code, String reason);

  /** The peer broke a rule. The close names it, and TCP ends without waiting for an answer. */
  void violated(EndReason reason, String text);

  /** The transport's server is shutting down. */
  void serverEnds();

  /**
   * The client has ended its side, and gets nothing more but a close; earlier input may still be
   * queued. May be called more than once.
   */
  void ended();

  /**
   * TCP has ended while bytes are queued. Returns whether they may stay queued; then the connection
   * ends after them.
   */
  boolean keep(int bytes);

  /** Queued input will not be handled: it is only counted. */
  void cut();

  /** Nothing reaches the client any more, though TCP may take a while to end. */
  void over();

  /** TCP has ended, or the upgrade failed. */
  void gone();

  /** An internal error, not caused by the peer, for the log. */
  void fault(Throwable fault);
}
