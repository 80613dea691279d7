package io.wsgateway.fanout;

import java.util.List;

/**
 * The publications that a relay hands to one hub for one channel.
 *
 * @param channel the channel's name
 * @param deliveries its publications in order; empty if they had to be dropped, of which the
 *     subscribers are then notified
 * @param bytes their accounted size in the hub's queue, without shared payloads
 * @param shared the payloads among them that other channels also receive
 */
public record ChannelDeliveries(
    String channel, List<Delivery> deliveries, long bytes, List<SharedPayload> shared) {
  /** Makes deliveries whose payloads no other channel receives. */
  ChannelDeliveries(String channel, List<Delivery> deliveries, long bytes) {
    this(channel, deliveries, bytes, List.of());
  }

  /** Returns the same channel with its publications dropped. */
  ChannelDeliveries dropped() {
    return new ChannelDeliveries(channel, List.of(), 0);
  }

  /** Returns the bytes that they add to an event loop's queue. Call it on the relay's loop. */
  long hold(int loop) {
    long held = bytes;
    for (SharedPayload payload : shared) {
      held += payload.hold(loop);
    }
    return held;
  }

  /** Returns the bytes that an event loop's queue loses with them. */
  long release(int loop) {
    long released = bytes;
    for (SharedPayload payload : shared) {
      released += payload.release(loop);
    }
    return released;
  }
}
