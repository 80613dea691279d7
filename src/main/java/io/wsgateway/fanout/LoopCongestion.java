package io.wsgateway.fanout;

import io.wsgateway.loop.Loop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds congested channels for one event loop: reports how many of a channel's subscribers are
 * behind, and keeps the relay's verdict on the reports of all loops. Nothing is reported while no
 * subscriber is behind; otherwise a channel's counts are sent once per tick, however often they
 * change. Belongs to its loop.
 */
final class LoopCongestion {
  private final Loop loop;
  private final Hub hub;
  private final Upstream upstream;
  private final Map<String, ChannelQueue> channels;
  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> congested = new HashSet<>();

  /** Makes one for a hub and its channels. */
  LoopCongestion(Loop loop, Hub hub, Upstream upstream, Map<String, ChannelQueue> channels) {
    this.loop = loop;
    this.hub = hub;
    this.upstream = upstream;
    this.channels = channels;
  }

  /** Notes that subscribers joined, left, fell behind or caught up. */
  void changed(ChannelQueue queue) {
    if (queue.isReported() || queue.behind() > 0) {
      report(queue.channel());
    }
  }

  boolean isCongested(String channel) {
    return !congested.isEmpty() && congested.contains(channel);
  }

  /**
   * Starts or stops reports of a channel; they are needed while a subscriber on this node is
   * behind. Called on the relay's loop.
   */
  void report(String channel, boolean wanted) {
    loop.execute(
        () -> {
          ChannelQueue queue = channels.get(channel);
          if (queue != null) {
            queue.reported(wanted);
            changed(queue);
          }
        });
  }

  /** Sets the relay's verdict on a channel. Called on the relay's loop. */
  void congested(String channel, boolean is) {
    loop.execute(
        () -> {
          if (is) {
            congested.add(channel);
          } else {
            congested.remove(channel);
          }
        });
  }

  private void report(String channel) {
    if (changed.isEmpty()) {
      loop.execute(() -> send());
    }
    changed.add(channel);
  }

  private void send() {
    List<SubscriberCount> counts = new ArrayList<>(changed.size());
    for (String channel : changed) {
      ChannelQueue queue = channels.get(channel);
      // If the last subscriber here has left, untrack has already notified the relay.
      if (queue != null) {
        counts.add(new SubscriberCount(channel, queue.size(), queue.behind()));
      }
    }
    changed.clear();
    upstream.count(hub, counts);
  }
}
