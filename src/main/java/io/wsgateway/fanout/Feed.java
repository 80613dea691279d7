package io.wsgateway.fanout;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The relay's state for one channel that has subscribers here. Belongs to the relay's context. */
final class Feed {
  private final String channel;
  private final BitSet loops = new BitSet();
  private List<Delivery> tick = new ArrayList<>();
  private long tickBytes;

  Feed(String channel) {
    this.channel = channel;
  }

  BitSet loops() {
    return loops;
  }

  /** Whether this tick has brought nothing yet. */
  boolean isEmpty() {
    return tick.isEmpty();
  }

  /** Adds to what this tick brings. */
  void add(Delivery delivery) {
    tickBytes += delivery.publication().weight();
    tick.add(delivery);
  }

  /** Drops what this tick brought. */
  void drop() {
    tick.clear();
    tickBytes = 0;
  }

  /** Takes what this tick brought. */
  ChannelDeliveries take() {
    ChannelDeliveries taken = new ChannelDeliveries(channel, tick, tickBytes);
    tick = new ArrayList<>();
    tickBytes = 0;
    return taken;
  }
}
