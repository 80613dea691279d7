package io.wsgateway.fanout;

import io.wsgateway.channel.FaultLog;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node's hubs, as the relay that feeds them sees them. Belongs to the relay's loop. */
public final class Hubs {
  private final WireFormats formats;
  private final FaultLog faults;
  private final List<Hub> hubs = new ArrayList<>();
  private final Congestion congestion = new Congestion(hubs);

  /** None yet; {@code formats} are those of their subscribers. */
  public Hubs(WireFormats formats, FaultLog faults) {
    this.formats = formats;
    this.faults = faults;
  }

  /** Adds a hub and gives it its number, from 0 on. */
  public void add(Hub hub) {
    hub.number(hubs.size());
    hubs.add(hub);
  }

  /** A publication for one channel's subscribers. */
  public Delivery delivery(Publication publication, @Nullable SharedPayload shared) {
    return new Delivery(publication, shared, formats.count());
  }

  /** A payload that goes to several channels. */
  public SharedPayload share(Payload payload) {
    return new SharedPayload(payload.size(), hubs.size());
  }

  /** Hands a hub what there is for its loop; a hub that fails leaves the others theirs. */
  public void offer(Hub hub, List<ChannelDeliveries> batch) {
    try {
      hub.offer(batch);
    } catch (Throwable e) {
      faults.add(e);
    }
  }

  /** Publications of any channel may be missing, on all loops. */
  public void missed() {
    for (Hub hub : hubs) {
      try {
        hub.missed();
      } catch (Throwable e) { // the other hubs tell theirs
        faults.add(e);
      }
    }
  }

  /** The hub with a number. */
  public Hub get(int number) {
    return hubs.get(number);
  }

  /** A hub has its first subscriber of a channel. */
  public void tracked(String channel, Hub hub) {
    congestion.tracked(channel, hub);
  }

  /** A hub's last subscriber of a channel is gone. */
  public void untracked(String channel, Hub hub) {
    congestion.untracked(channel, hub);
  }

  /**
   * Takes note of how many of a channel's subscribers are behind.
   *
   * @param numbers the hubs that have subscribers of the channel
   * @param hub the one that counted
   */
  public void count(BitSet numbers, Hub hub, SubscriberCount count) {
    congestion.count(numbers, hub, count);
  }
}
