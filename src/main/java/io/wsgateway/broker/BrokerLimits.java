package io.wsgateway.broker;

/**
 * Limits on what a broker accepts.
 *
 * @param messageBytes the maximum data of a publication in bytes, its tags included
 * @param channelBytes the maximum channel name, in bytes of UTF-8
 */
public record BrokerLimits(int messageBytes, int channelBytes) {}
