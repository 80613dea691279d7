package io.wsgateway.fanout;

import io.wsgateway.channel.Publication;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The relay's way to the event loops of this node: the channels that have subscribers here, and the
 * hubs that serve them. What a tick brings leaves as one task per hub. Belongs to the relay's
 * context.
 */
final class Feeds {
  private final FanoutMetrics metrics;
  private final DeliveryFaults faults;
  private final List<Hub> hubs = new ArrayList<>();
  private final Map<String, Feed> feeds = new HashMap<>();

  Feeds(FanoutMetrics metrics, DeliveryFaults faults) {
    this.metrics = metrics;
    this.faults = faults;
  }

  void register(Hub hub) {
    hubs.add(hub);
  }

  /** A hub has its first subscriber of a channel. */
  void track(String channel, Hub hub) {
    Feed feed = feeds.get(channel);
    if (feed == null) {
      feed = new Feed(channel);
      feeds.put(channel, feed);
      metrics.channels(1);
    }
    feed.loops().set(hubs.indexOf(hub));
  }

  /** A hub's last subscriber of a channel is gone. */
  void untrack(String channel, Hub hub) {
    Feed feed = feeds.get(channel);
    if (feed != null) {
      feed.loops().clear(hubs.indexOf(hub));
      if (feed.loops().isEmpty()) {
        feeds.remove(channel);
        metrics.channels(-1);
      }
    }
  }

  /** Hands items to the hubs that have subscribers for them, in order. */
  void deliver(List<Envelope.Item> items) {
    List<Feed> touched = new ArrayList<>();
    for (Envelope.Item item : items) {
      if (item instanceof Envelope.Published published) {
        add(published.publication(), touched);
      } else if (item instanceof Broadcast broadcast) {
        for (String channel : broadcast.among(feeds.keySet())) {
          add(broadcast.publication(channel), touched);
        }
      }
    }
    handOver(touched);
  }

  private void add(Publication publication, List<Feed> touched) {
    Feed feed = feeds.get(publication.channel());
    if (feed == null) {
      return;
    }
    try {
      if (feed.isEmpty()) {
        touched.add(feed);
      }
      feed.add(new Delivery(publication));
    } catch (Throwable e) { // an empty feed tells its subscribers that they missed something
      faults.add(e);
      feed.drop();
    }
  }

  private void handOver(List<Feed> touched) {
    Map<Hub, List<ChannelDeliveries>> batches = new HashMap<>();
    for (Feed feed : touched) {
      ChannelDeliveries deliveries = feed.take();
      feed.loops().stream()
          .mapToObj(hubs::get)
          .forEach(h -> batches.computeIfAbsent(h, x -> new ArrayList<>()).add(deliveries));
    }
    batches.forEach(this::offer);
  }

  private void offer(Hub hub, List<ChannelDeliveries> batch) {
    try {
      hub.offer(batch);
    } catch (Throwable e) { // the other event loops get theirs
      faults.add(e);
    }
  }
}
