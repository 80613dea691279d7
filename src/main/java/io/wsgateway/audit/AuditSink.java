package io.wsgateway.audit;

import java.io.IOException;

/** Where lines go. Its methods block; one thread calls them. */
interface AuditSink extends AutoCloseable {
  /** What it is, for the log. */
  String name();

  /**
   * Writes one line.
   *
   * @throws IOException if it is not written, or not as a whole; the next call tries again
   */
  void write(byte[] line) throws IOException;

  @Override
  void close();
}
