package io.wsgateway.relay;

/**
 * What may wait for other nodes: for each what was configured, for all together a part of the heap,
 * of which each may take an equal share. A peer that stalls therefore takes nothing from the
 * others. Belongs to the relay's loop.
 */
final class PeerBudget {
  private final long eachBytes;
  private final long allBytes;
  private int peers = 1;

  /**
   * For one peer.
   *
   * @param eachBytes what may wait for one, as the heap counts it
   * @param allBytes what may wait for all
   */
  PeerBudget(long eachBytes, long allBytes) {
    this.eachBytes = eachBytes;
    this.allBytes = allBytes;
  }

  /** From now on there are so many peers; what waits already stays. */
  void peers(int count) {
    peers = Math.max(1, count);
  }

  /** What may wait for one peer. */
  long share() {
    return Math.min(eachBytes, allBytes / peers);
  }
}
