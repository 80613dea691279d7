package io.wsgateway.connection;

/**
 * The way to one client, as its {@link Connection} sees it: a WebSocket, or a test's. What comes
 * from the client it tells a {@link TransportListener}.
 *
 * <p>All calls are made on the connection's event loop.
 */
public interface Transport {
  /** Whether it takes more; after false, {@link TransportListener#writable} follows. */
  boolean isWritable();

  /** What was written and not taken by the kernel yet; only compared with itself. */
  long pendingBytes();

  /**
   * What it keeps in direct memory: what it was given while the kernel takes no more, and what came
   * while reading is off. Quick when that is nothing.
   */
  long directBytes();

  /** Drops what came of a message that is not whole, and all that comes from now on. */
  void discard();

  /**
   * Writes a batch that other connections of the loop share, without flushing it.
   *
   * @return the bytes on the wire, with what frames them
   */
  int write(MessageBatch batch);

  /** Hands to the kernel what was written. */
  void flush();

  /** Writes and flushes a ping that the client answers by itself; nothing where there is none. */
  void ping();

  /** Writes and flushes the end, after which nothing is written; 1005: without a code. */
  void close(int code, String reason);

  /** After {@link #close}: ends TCP as soon as that has left, without waiting for the peer's. */
  void finish();

  /** Ends TCP at once. */
  void abort();

  /** Stops ({@code false}) or goes on ({@code true}) taking what the client sends. */
  void read(boolean on);
}
