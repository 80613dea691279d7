package io.wsgateway.bench;

import java.nio.ByteBuffer;

/** What becomes of clients; called on their loop. */
interface ClientEvents {
  /** The handshake is through. */
  void opened(Client client, long nowNanos);

  /** A data message came, or its first frame. The buffer may be read during this call only. */
  default void message(Client client, ByteBuffer in, int offset, int length, long nowNanos) {}

  /**
   * A connection that was asked for is gone, or could not be made.
   *
   * @param retryAfterSeconds what a refusal asks for, else 0
   */
  void closed(Client client, String reason, int retryAfterSeconds);

  /** Everything that was ready is handled. */
  default void afterRound() {}
}
