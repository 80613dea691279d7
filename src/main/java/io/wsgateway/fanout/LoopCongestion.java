package io.wsgateway.fanout;

import io.vertx.core.Context;
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
  /**
   * A channel's subscribers on one loop.
   *
   * @param behind those whose queue is more than half full
   */
  record Counts(String channel, int subscribers, int behind) {}

  private final Context context;
  private final Hub hub;
  private final Relay relay;
  private final Map<String, ChannelQueue> channels;
  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> congested = new HashSet<>();

  /** {@code channels}: those of the hub. */
  LoopCongestion(Context context, Hub hub, Relay relay, Map<String, ChannelQueue> channels) {
    this.context = context;
    this.hub = hub;
    this.relay = relay;
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

  /** Somebody on this node is behind: all counts are of interest. Called on the relay's context. */
  void report(String channel, boolean wanted) {
    context.runOnContext(
        v -> {
          ChannelQueue queue = channels.get(channel);
          if (queue != null) {
            queue.reported(wanted);
            changed(queue);
          }
        });
  }

  /** What the relay found. Called on the relay's context. */
  void congested(String channel, boolean is) {
    context.runOnContext(
        v -> {
          if (is) {
            congested.add(channel);
          } else {
            congested.remove(channel);
          }
        });
  }

  private void report(String channel) {
    if (changed.isEmpty()) {
      context.runOnContext(v -> send());
    }
    changed.add(channel);
  }

  private void send() {
    List<Counts> counts = new ArrayList<>(changed.size());
    for (String channel : changed) {
      ChannelQueue queue = channels.get(channel);
      // What nobody here is subscribed to any more, the relay is told by itself.
      if (queue != null) {
        counts.add(new Counts(channel, queue.subscribers().size(), queue.behind()));
      }
    }
    changed.clear();
    relay.count(hub, counts);
  }
}
