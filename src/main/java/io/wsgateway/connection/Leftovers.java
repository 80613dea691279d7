package io.wsgateway.connection;

/**
 * Limits what one event loop keeps for clients whose TCP connection ended before their rate limits
 * allowed all their input to be handled: direct memory that no socket limits any more.
 */
final class Leftovers {
  static final int BYTES = 16 << 20;

  private int taken;

  /** Reserves room; returns false if there is none. */
  boolean take(int bytes) {
    if (bytes > BYTES - taken) {
      return false;
    }
    taken += bytes;
    return true;
  }

  /** Releases room. */
  void give(int bytes) {
    taken -= bytes;
  }
}
