package io.wsgateway.connection;

import io.wsgateway.transport.NettyPipe;

/**
 * The socket as a {@link Connection} sees it: {@code NettyPipe}, on the pipeline itself, or a
 * test's.
 *
 * <p>All calls are made on the connection's event loop.
 */
interface FrameWriter {
  /** Whether the socket takes more; after false, {@link Connection#writable} follows. */
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

  /** Writes a batch that other connections of the loop share, without flushing it. */
  void write(FrameBatch batch);

  /** Hands to the kernel what was written. */
  void flush();

  /** Writes and flushes a ping. */
  void ping();

  /** Writes and flushes the close frame, after which nothing is written; 1005: without a body. */
  void close(int code, String reason);

  /**
   * After the close frame: ends TCP as soon as that frame has left, without waiting for the peer's.
   */
  void finish();

  /** Ends TCP at once. */
  void abort();

  /** Stops ({@code false}) or goes on ({@code true}) taking what the client sends. */
  void read(boolean on);
}
