package io.wsgateway.fanout;

import io.wsgateway.loop.Loop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An event loop's part in finding congested channels: it reports how many of a channel's
 * subscribers are behind, and knows what the relay made of all loops' reports. Nothing is reported
 * while nobody is behind; else a channel's counts cross once per tick, however often they change.
 * Belongs to its loop.
 */
final class LoopCongestion {
  private final Loop loop;
  private final Hub hub;
  private final Upstream upstream;
  private final Map<String, ChannelQueue> channels;
  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> congested = new HashSet<>();

  /** {@code channels}: those of the hub. */
  LoopCongestion(Loop loop, Hub hub, Upstream upstream, Map<String, ChannelQueue> channels) {
    this.loop = loop;
    this.hub = hub;
    this.upstream = upstream;
    this.channels = channels;
  }

  /** Subscribers came, went, fell behind or caught up. */
  void changed(ChannelQueue queue) {
    if (queue.isReported() || queue.behind() > 0) {
      report(queue.channel());
    }
  }

  boolean isCongested(String channel) {
    return !congested.isEmpty() && congested.contains(channel);
  }

  /** Somebody on this node is behind: all counts are of interest. Called on the relay's loop. */
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

  /** What the relay found. Called on the relay's loop. */
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
      // What nobody here is subscribed to any more, the relay is told by itself.
      if (queue != null) {
        counts.add(new SubscriberCount(channel, queue.size(), queue.behind()));
      }
    }
    changed.clear();
    upstream.count(hub, counts);
  }
}
