package io.wsgateway.relay;

/**
 * How much may wait around the relay.
 *
 * @param publishQueueBytes what waits for the relay on this node; over it publishing is refused
 * @param relayQueueBytes what is on its way to one peer; over it a batch is dropped and counted
 * @param confirmMillis for how long a publication that is awaited waits for the slowest peer
 */
public record RelayLimits(long publishQueueBytes, long relayQueueBytes, int confirmMillis) {
  private static final int CONFIRM_MILLIS = 100;

  /** With the default wait. */
  public RelayLimits(long publishQueueBytes, long relayQueueBytes) {
    this(publishQueueBytes, relayQueueBytes, CONFIRM_MILLIS);
  }
}
