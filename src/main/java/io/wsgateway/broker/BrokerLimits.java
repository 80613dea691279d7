package io.wsgateway.broker;

/**
 * What a broker accepts.
 *
 * @param messageBytes the largest data of a publication, its tags included
 * @param channelBytes the longest channel name, in bytes of UTF-8
 */
public record BrokerLimits(int messageBytes, int channelBytes) {}
