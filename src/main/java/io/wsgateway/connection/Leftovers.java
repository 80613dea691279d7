package io.wsgateway.connection;

/**
 * Room for what one event loop keeps of clients whose TCP has ended before their rate limits let
 * all that they sent be handled: direct memory that no socket bounds any more.
 */
final class Leftovers {
  static final int BYTES = 16 << 20;

  private int taken;

  /** Takes room; false if there is none. */
  boolean take(int bytes) {
    if (bytes > BYTES - taken) {
      return false;
    }
    taken += bytes;
    return true;
  }

  /** Gives room back. */
  void give(int bytes) {
    taken -= bytes;
  }
}
