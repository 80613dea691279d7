package io.wsgateway.connection;

/**
 * What a {@link Transport} tells its connection. All calls come on the connection's event loop:
 * {@link #opening} once, then {@link #opened}, then what comes, and {@link #gone} at the end in any
 * case.
 */
public interface TransportListener {
  /** The request is being answered; the transport is good for {@code abort} only. */
  void opening(Transport transport);

  /** The answer is written and messages may follow. */
  void opened(Transport transport);

  /** Bytes came; called before what they hold. */
  void bytes(int count);

  /** A whole message came. */
  void message(boolean text, byte[] payload);

  /** A ping or pong came. */
  void control();

  /**
   * All that a read brought is handled; {@code unfinished}: the last message or frame is not whole.
   * It is a sign of life; a transport whose client cannot speak tells it when the client takes what
   * was written.
   */
  void read(boolean unfinished);

  /** Behind a read: what is kept of messages that are not whole, and of what was not decoded. */
  void keeps(int bytes);

  /** It may keep direct memory for longer than a task. */
  void stalled();

  /** It takes more again. */
  void writable();

  /** It wrote something by itself, which is to be flushed. */
  void flushLater();

  /** The peer's close came, with 1005 if it had no code. */
  void peerClosed(int code, String reason);

  /** The peer broke a rule: the close says which, and TCP ends without waiting for an answer. */
  void violated(EndReason reason, String text);

  /** The server that it belongs to ends. */
  void serverEnds();

  /**
   * The client sends nothing more, and gets nothing more but a close; what it sent before may still
   * wait for its turn. May be told more than once.
   */
  void ended();

  /**
   * TCP has ended while bytes wait for their turn: whether they may wait on. Then the connection
   * ends behind them.
   */
  boolean keep(int bytes);

  /** What waits for its turn will have none: it is counted instead. */
  void cut();

  /** Nothing reaches the client any more, though TCP may take a while to end. */
  void over();

  /** TCP has ended, or the upgrade failed. */
  void gone();

  /** A fault that is not the peer's, for the log. */
  void fault(Throwable fault);
}
