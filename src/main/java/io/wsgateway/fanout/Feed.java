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

  /**
   * Adds to what this tick brings.
   *
   * @return whether it is the first of the tick
   */
  boolean add(Delivery delivery) {
    tick.add(delivery);
    tickBytes += delivery.publication().weight();
    return tick.size() == 1;
  }

  /** Takes what this tick brought. */
  ChannelDeliveries take() {
    ChannelDeliveries taken = new ChannelDeliveries(channel, tick, tickBytes);
    tick = new ArrayList<>();
    tickBytes = 0;
    return taken;
  }
}
