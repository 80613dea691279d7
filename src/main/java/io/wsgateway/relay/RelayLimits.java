package io.wsgateway.relay;

/**
 * How much may wait around the relay.
 *
 * @param publishQueueBytes what waits for the relay on this node; over it publishing is refused
 * @param relayQueueBytes what is on its way to one peer; over it a batch is dropped and counted
 */
public record RelayLimits(long publishQueueBytes, long relayQueueBytes) {}
