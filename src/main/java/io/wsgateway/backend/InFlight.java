package io.wsgateway.backend;

import io.wsgateway.limit.CappedCount;

/**
 * Counts the bytes of messages in flight to backends: handed to the event bus and not yet written
 * to a socket, or not yet answered. The bus itself queues without bound, so a single backend that
 * stops reading would otherwise fill the memory. Thread-safe.
 */
final class InFlight {
  /** Enough to hide a backend's short pause; the same as a peer's queue has by default. */
  static final long MAX_BYTES = 16 * 1024 * 1024;

  /**
   * What a message takes besides its body: headers, objects, and a wire buffer of at least 1 KB.
   */
  static final int OVERHEAD = 1024;

  private final CappedCount bytes;

  InFlight(long maxBytes) {
    this.bytes = new CappedCount(maxBytes);
  }

  /**
   * Adds a message before it is sent. A single message always fits, whatever its size.
   *
   * @return false when too much is in flight; then it was not counted and must not be sent
   */
  boolean enter(int bodyBytes) {
    return bytes.tryAcquire(weight(bodyBytes));
  }

  /** Removes a message that was added. */
  void leave(int bodyBytes) {
    bytes.release(weight(bodyBytes));
  }

  /** The most that is counted in. */
  long cap() {
    return bytes.cap();
  }

  /** What a message counts. */
  long weight(int bodyBytes) {
    return Math.min(bytes.cap(), (long) bodyBytes + OVERHEAD);
  }
}
