package io.wsgateway.fanout;

import java.util.List;

/**
 * What a relay hands to one hub for one channel.
 *
 * @param channel the channel's name
 * @param deliveries its publications in order; empty when they had to be dropped, which the
 *     subscribers are then told
 * @param bytes what they weigh in the hub's queue
 */
record ChannelDeliveries(String channel, List<Delivery> deliveries, long bytes) {
  /** The same channel with its publications dropped. */
  ChannelDeliveries dropped() {
    return new ChannelDeliveries(channel, List.of(), 0);
  }
}
