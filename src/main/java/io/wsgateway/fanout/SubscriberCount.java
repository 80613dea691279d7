package io.wsgateway.fanout;

/**
 * A channel's subscribers on one event loop.
 *
 * @param channel the channel's name
 * @param subscribers how many there are
 * @param behind those whose queue is more than half full
 */
public record SubscriberCount(String channel, int subscribers, int behind) {}
