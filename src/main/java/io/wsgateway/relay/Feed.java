package io.wsgateway.relay;

import io.wsgateway.fanout.ChannelDeliveries;
import io.wsgateway.fanout.Delivery;
import io.wsgateway.fanout.SharedPayload;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Holds the relay's state for one channel that has subscribers on this node. Belongs to the relay's
 * loop.
 */
final class Feed {
  private final String channel;
  private final BitSet loops = new BitSet();
  private List<Delivery> tick = new ArrayList<>();
  private List<SharedPayload> shared = List.of();
  private long tickBytes;

  Feed(String channel) {
    this.channel = channel;
  }

  String channel() {
    return channel;
  }

  BitSet loops() {
    return loops;
  }

  /** Whether nothing was added in this tick yet. */
  boolean isEmpty() {
    return tick.isEmpty();
  }

  /** Adds a publication to this tick. */
  void add(Delivery delivery) {
    tickBytes += delivery.weight();
    tick.add(delivery);
    if (delivery.shared() != null) {
      shared = with(delivery.shared());
    }
  }

  private List<SharedPayload> with(SharedPayload payload) {
    if (shared.isEmpty()) {
      return List.of(payload);
    }
    List<SharedPayload> more = new ArrayList<>(shared);
    more.add(payload);
    return more;
  }

  /** Drops what was added in this tick. */
  void drop() {
    tick.clear();
    shared = List.of();
    tickBytes = 0;
  }

  /** Takes out what was added in this tick. */
  ChannelDeliveries take() {
    ChannelDeliveries taken = new ChannelDeliveries(channel, tick, tickBytes, shared);
    tick = new ArrayList<>();
    shared = List.of();
    tickBytes = 0;
    return taken;
  }
}
