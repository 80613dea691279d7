package io.wsgateway.connection;

/**
 * The transport to one client, as its {@link Connection} sees it: a WebSocket, or a simulated one
 * in tests. It reports the client's input to a {@link TransportListener}.
 *
 * <p>All calls are made on the connection's event loop.
 */
public interface Transport {
  /** Returns whether it is writable; after false, {@link TransportListener#writable} follows. */
  boolean isWritable();

  /** The bytes written and not yet accepted by the kernel; only compared with earlier values. */
  long pendingBytes();

  /**
   * The direct memory that it holds, in bytes: written data that the kernel has not accepted, and
   * input that arrived while reading is off. Fast when there is none.
   */
  long directBytes();

  /** Drops an incomplete message, and all further input. */
  void discard();

  /**
   * Writes a batch that other connections of the loop share, without flushing it.
   *
   * @return the bytes on the wire, framing included
   */
  int write(MessageBatch batch);

  /** Passes what was written to the kernel. */
  void flush();

  /**
   * Writes and flushes a ping that the client's library answers; does nothing if the transport has
   * no pings.
   */
  void ping();

  /** Writes and flushes the close, after which nothing is written; 1005: without a code. */
  void close(int code, String reason);

  /** Ends TCP after {@link #close} as soon as the close is sent, without waiting for the peer's. */
  void finish();

  /**
   * Notes why it ends, before {@link #abort}, where no close was written. Only a transport whose
   * client may still ask has a use for it.
   */
  default void ends(int code, String reason) {}

  /** Ends TCP at once. */
  void abort();

  /** Stops ({@code false}) or resumes ({@code true}) reading from the client. */
  void read(boolean on);
}
