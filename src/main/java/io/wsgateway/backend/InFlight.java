package io.wsgateway.backend;

import io.wsgateway.limit.CappedCount;

/**
 * The bytes of messages to backends that are on their way: handed to the event bus and not yet
 * written to a socket, or not yet answered. The bus itself queues without bound, so one backend
 * that stopped reading would otherwise fill the memory. Thread-safe.
 */
final class InFlight {
  /** Enough to hide a backend's short pause; the same as a peer's queue has by default. */
  static final long MAX_BYTES = 16 * 1024 * 1024;

  /** Of a message beside its body: headers, objects, and a wire buffer that begins with 1 KB. */
  static final int OVERHEAD = 1024;

  private final CappedCount bytes;

  InFlight(long maxBytes) {
    this.bytes = new CappedCount(maxBytes);
  }

  /**
   * Counts a message in before it is sent. One alone always fits, however large messages may be.
   *
   * @return false when too much is on its way; then it was not counted and must not be sent
   */
  boolean enter(int bodyBytes) {
    return bytes.tryAcquire(weight(bodyBytes));
  }

  /** Counts a message out that had entered. */
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
