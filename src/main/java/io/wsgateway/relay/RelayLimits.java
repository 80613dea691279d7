package io.wsgateway.relay;

/**
 * How much may wait around the relay.
 *
 * @param publishQueueBytes what waits for the relay on this node; over it publishing is refused
 * @param relayQueueBytes what waits for one peer, as the heap counts it; over it a batch is dropped
 *     and counted
 * @param allPeersBytes the same for all peers; each may take an equal share
 * @param confirmMillis for how long a publication that is awaited waits for the slowest peer
 */
public record RelayLimits(
    long publishQueueBytes, long relayQueueBytes, long allPeersBytes, int confirmMillis) {
  private static final int CONFIRM_MILLIS = 100;

  /** Without a bound on all peers together, and with the default wait. */
  public RelayLimits(long publishQueueBytes, long relayQueueBytes) {
    this(publishQueueBytes, relayQueueBytes, Long.MAX_VALUE, CONFIRM_MILLIS);
  }
}
