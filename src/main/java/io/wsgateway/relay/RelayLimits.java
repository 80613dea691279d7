package io.wsgateway.relay;

/**
 * Bounds of the relay's queues.
 *
 * @param publishQueueBytes the publish queue, which waits for the relay on this node; over it
 *     publishing is refused
 * @param relayQueueBytes the queue to one peer, in bytes of heap; over it a batch is dropped and
 *     counted
 * @param allPeersBytes the queues to all peers together; each may take an equal share
 * @param confirmMillis how long an awaited publication waits for the slowest peer, in milliseconds
 */
public record RelayLimits(
    long publishQueueBytes, long relayQueueBytes, long allPeersBytes, int confirmMillis) {
  private static final int CONFIRM_MILLIS = 100;

  /** Without a bound on all peers together, and with the default wait. */
  public RelayLimits(long publishQueueBytes, long relayQueueBytes) {
    this(publishQueueBytes, relayQueueBytes, Long.MAX_VALUE, CONFIRM_MILLIS);
  }
}
