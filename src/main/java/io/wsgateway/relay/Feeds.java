package io.wsgateway.relay;

import io.wsgateway.channel.FaultLog;
import io.wsgateway.channel.Publication;
import io.wsgateway.fanout.ChannelDeliveries;
import io.wsgateway.fanout.Hub;
import io.wsgateway.fanout.Hubs;
import io.wsgateway.fanout.SharedPayload;
import io.wsgateway.fanout.SubscriberCount;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows the channels that have subscribers on this node and the hubs that serve them, and hands
 * publications over to those hubs: what a tick collects goes out as one task per hub. Belongs to
 * the relay's loop.
 */
final class Feeds {
  private final FanoutMetrics metrics;
  private final FaultLog faults;
  private final Hubs hubs;
  private final FeedIndex feeds = new FeedIndex();

  Feeds(Hubs hubs, FanoutMetrics metrics, FaultLog faults) {
    this.hubs = hubs;
    this.metrics = metrics;
    this.faults = faults;
  }

  void register(Hub hub) {
    hubs.add(hub);
  }

  /** Makes broadcasts to these patterns cheap. */
  void index(List<ChannelPattern> patterns) {
    patterns.forEach(feeds::add);
  }

  /** Notes that a hub has its first subscriber of a channel. */
  void track(String channel, Hub hub) {
    Feed feed = feeds.get(channel);
    if (feed == null) {
      feed = new Feed(channel);
      feeds.put(feed);
      metrics.channels(1);
    }
    feed.loops().set(hub.number());
    hubs.tracked(channel, hub);
  }

  /** Notes that a hub's last subscriber of a channel has left. */
  void untrack(String channel, Hub hub) {
    Feed feed = feeds.get(channel);
    if (feed != null) {
      feed.loops().clear(hub.number());
      hubs.untracked(channel, hub);
      if (feed.loops().isEmpty()) {
        feeds.remove(feed);
        metrics.channels(-1);
      }
    }
  }

  /** Takes a hub's report of how many subscribers its channels have, and how many are behind. */
  void count(Hub hub, List<SubscriberCount> counts) {
    for (SubscriberCount one : counts) {
      Feed feed = feeds.get(one.channel());
      // A report may arrive after the news that the last subscriber has left.
      if (feed != null && feed.loops().get(hub.number())) {
        hubs.count(feed.loops(), hub, one);
      }
    }
  }

  /** Notifies all subscribers that publications of any channel may be missing here. */
  void missed() {
    hubs.missed();
  }

  /** Hands items to the hubs that have subscribers for them, in order. */
  void deliver(List<Envelope.Item> items) {
    List<Feed> touched = new ArrayList<>();
    for (Envelope.Item item : items) {
      try {
        add(item, touched);
      } catch (Throwable e) { // the other items are still delivered
        faults.add(e);
      }
    }
    handOver(touched);
  }

  private void add(Envelope.Item item, List<Feed> touched) {
    if (item instanceof Envelope.Published published) {
      Publication publication = published.publication();
      Feed feed = feeds.get(publication.channel());
      if (feed != null) {
        add(feed, publication, null, touched);
      }
    } else if (item instanceof Broadcast broadcast) {
      SharedPayload shared = hubs.share(broadcast.payload());
      for (Feed feed : feeds.find(broadcast.patterns())) {
        add(feed, broadcast.publication(feed.channel()), shared, touched);
      }
    }
  }

  private void add(
      Feed feed, Publication publication, @Nullable SharedPayload shared, List<Feed> touched) {
    try {
      if (feed.isEmpty()) {
        touched.add(feed);
      }
      feed.add(hubs.delivery(publication, shared));
    } catch (Throwable e) { // an empty feed notifies its subscribers that they missed something
      faults.add(e);
      feed.drop();
    }
  }

  private void handOver(List<Feed> touched) {
    Map<Hub, List<ChannelDeliveries>> batches = new HashMap<>();
    for (Feed feed : touched) {
      ChannelDeliveries deliveries = feed.take();
      BitSet loops = feed.loops();
      for (int loop = loops.nextSetBit(0); loop >= 0; loop = loops.nextSetBit(loop + 1)) {
        batches.computeIfAbsent(hubs.get(loop), hub -> new ArrayList<>()).add(deliveries);
      }
    }
    batches.forEach(hubs::offer);
  }
}
