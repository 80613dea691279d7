package io.wsgateway.fanout;

/**
 * Counts of a channel's subscribers on one event loop.
 *
 * @param channel the channel's name
 * @param subscribers the number of subscribers
 * @param behind the number of those whose queue is more than half full
 */
public record SubscriberCount(String channel, int subscribers, int behind) {}
