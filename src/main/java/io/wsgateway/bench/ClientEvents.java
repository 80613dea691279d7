package io.wsgateway.bench;

import java.nio.ByteBuffer;

/** Receives the events of clients, on their loop. */
interface ClientEvents {
  /** The handshake is complete. */
  default void opened(Client client, long nowNanos) {}

  /** A data message arrived, or its first frame. The buffer is valid during this call only. */
  default void message(Client client, ByteBuffer in, int offset, int length, long nowNanos) {}

  /**
   * A connection ended, or could not be opened.
   *
   * @param retryAfterSeconds the Retry-After of a rejection, else 0
   */
  void closed(Client client, String reason, int retryAfterSeconds);

  /** All ready events have been handled. */
  default void afterRound() {}
}
