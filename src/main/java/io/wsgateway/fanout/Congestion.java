package io.wsgateway.fanout;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds congested channels, in which most subscribers on this node are behind, from the reports of
 * all event loops. Clients that publish to such a channel are then throttled. Tracks only channels
 * with a subscriber that is behind. Belongs to the relay's loop.
 */
final class Congestion {
  private static final class Channel {
    final Map<Hub, SubscriberCount> counts = new HashMap<>();

    /**
     * The loops that have not reported since a subscriber fell behind; without them there is no
     * verdict.
     */
    final BitSet missing;

    boolean congested;

    Channel(BitSet loops) {
      missing = (BitSet) loops.clone();
    }

    int behind() {
      return counts.values().stream().mapToInt(SubscriberCount::behind).sum();
    }

    int subscribers() {
      return counts.values().stream().mapToInt(SubscriberCount::subscribers).sum();
    }
  }

  private final List<Hub> hubs;
  private final Map<String, Channel> channels = new HashMap<>();

  /** Makes one for the node's hubs, indexed by number. */
  Congestion(List<Hub> hubs) {
    this.hubs = hubs;
  }

  /** Notes one loop's count of a channel; {@code loops} are those with subscribers of it. */
  void count(BitSet loops, Hub hub, SubscriberCount counts) {
    String name = counts.channel();
    Channel channel = channels.get(name);
    if (channel == null) {
      if (counts.behind() == 0) {
        return;
      }
      channel = new Channel(loops);
      channels.put(name, channel);
      report(name, true);
    }
    channel.missing.clear(hub.number());
    channel.counts.put(hub, counts);
    judge(name, channel);
  }

  /** Notes that a loop has its first subscriber of a channel. */
  void tracked(String name, Hub hub) {
    if (channels.containsKey(name)) {
      hub.congestion().report(name, true);
    }
  }

  /** Notes that a loop has lost its last subscriber of a channel. */
  void untracked(String name, Hub hub) {
    Channel channel = channels.get(name);
    if (channel != null) {
      channel.missing.clear(hub.number());
      channel.counts.remove(hub);
      judge(name, channel);
    }
  }

  private void judge(String name, Channel channel) {
    int behind = channel.behind();
    boolean congested = channel.missing.isEmpty() && 2 * behind > channel.subscribers();
    if (congested != channel.congested) {
      channel.congested = congested;
      hubs.forEach(hub -> hub.congestion().congested(name, congested));
    }
    if (behind == 0) {
      channels.remove(name);
      report(name, false);
    }
  }

  private void report(String name, boolean wanted) {
    hubs.forEach(hub -> hub.congestion().report(name, wanted));
  }
}
