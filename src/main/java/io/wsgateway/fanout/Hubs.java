package io.wsgateway.fanout;

import io.wsgateway.channel.FaultLog;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Manages a node's hubs for the relay that feeds them. Belongs to the relay's loop. */
public final class Hubs {
  private final WireFormats formats;
  private final FaultLog faults;
  private final List<Hub> hubs = new ArrayList<>();
  private final Congestion congestion = new Congestion(hubs);

  /** Makes an empty set; {@code formats} are those of the subscribers. */
  public Hubs(WireFormats formats, FaultLog faults) {
    this.formats = formats;
    this.faults = faults;
  }

  /** Adds a hub and gives it its number, from 0 on. */
  public void add(Hub hub) {
    hub.number(hubs.size());
    hubs.add(hub);
  }

  /** Makes a delivery of a publication for one channel's subscribers. */
  public Delivery delivery(Publication publication, @Nullable SharedPayload shared) {
    return new Delivery(publication, shared, formats.count());
  }

  /** Makes a payload that several channels share. */
  public SharedPayload share(Payload payload) {
    return new SharedPayload(payload.size(), hubs.size());
  }

  /** Hands publications to a hub; if it throws, the others are not affected. */
  public void offer(Hub hub, List<ChannelDeliveries> batch) {
    try {
      hub.offer(batch);
    } catch (Throwable e) {
      faults.add(e);
    }
  }

  /** Marks a gap in every channel on all loops, because publications of any may be missing. */
  public void missed() {
    for (Hub hub : hubs) {
      try {
        hub.missed();
      } catch (Throwable e) { // the other hubs are still notified
        faults.add(e);
      }
    }
  }

  /** Returns the hub with a number. */
  public Hub get(int number) {
    return hubs.get(number);
  }

  /** Notes that a hub has its first subscriber of a channel. */
  public void tracked(String channel, Hub hub) {
    congestion.tracked(channel, hub);
  }

  /** Notes that a hub has lost its last subscriber of a channel. */
  public void untracked(String channel, Hub hub) {
    congestion.untracked(channel, hub);
  }

  /**
   * Notes how many of a channel's subscribers are behind.
   *
   * @param numbers the hubs that have subscribers of the channel
   * @param hub the hub that reports
   */
  public void count(BitSet numbers, Hub hub, SubscriberCount count) {
    congestion.count(numbers, hub, count);
  }
}
