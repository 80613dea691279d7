package io.wsgateway.fanout;

import java.util.List;

/**
 * What a relay hands to one hub for one channel.
 *
 * @param channel the channel's name
 * @param deliveries its publications in order; empty when they had to be dropped, which the
 *     subscribers are then told
 * @param bytes what they weigh in the hub's queue beside shared payloads
 * @param shared the payloads among them that other channels get, too
 */
public record ChannelDeliveries(
    String channel, List<Delivery> deliveries, long bytes, List<SharedPayload> shared) {
  /** Publications whose payloads no other channel gets. */
  ChannelDeliveries(String channel, List<Delivery> deliveries, long bytes) {
    this(channel, deliveries, bytes, List.of());
  }

  /** The same channel with its publications dropped. */
  ChannelDeliveries dropped() {
    return new ChannelDeliveries(channel, List.of(), 0);
  }

  /** The bytes that they add to an event loop's queue; on the relay's loop. */
  long hold(int loop) {
    long held = bytes;
    for (SharedPayload payload : shared) {
      held += payload.hold(loop);
    }
    return held;
  }

  /** The bytes that an event loop's queue loses with them. */
  long release(int loop) {
    long released = bytes;
    for (SharedPayload payload : shared) {
      released += payload.release(loop);
    }
    return released;
  }
}
