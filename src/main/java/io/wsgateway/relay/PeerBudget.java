package io.wsgateway.relay;

/**
 * Limits what may be queued for other nodes: for each peer the configured bound, for all together a
 * part of the heap, of which each may take an equal share. A stalled peer therefore takes nothing
 * away from the others. Belongs to the relay's loop.
 */
final class PeerBudget {
  private final long eachBytes;
  private final long allBytes;
  private int peers = 1;

  /**
   * Begins with one peer.
   *
   * @param eachBytes what may be queued for one peer, in bytes of heap
   * @param allBytes what may be queued for all peers
   */
  PeerBudget(long eachBytes, long allBytes) {
    this.eachBytes = eachBytes;
    this.allBytes = allBytes;
  }

  /** Sets the number of peers; what is queued already stays. */
  void peers(int count) {
    peers = Math.max(1, count);
  }

  /** What may be queued for one peer. */
  long share() {
    return Math.min(eachBytes, allBytes / peers);
  }
}
