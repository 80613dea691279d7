package io.wsgateway.fanout;

import java.util.List;

/**
 * What a hub needs of the relay that feeds it. {@link #register} may be called on any thread before
 * the others, which are called on the hub's loop and take effect in their order.
 */
public interface Upstream {
  /** There is another hub. */
  void register(Hub hub);

  /** A hub has its first subscriber of a channel. */
  void track(String channel, Hub hub);

  /** A hub's last subscriber of a channel is gone. */
  void untrack(String channel, Hub hub);

  /** How many of its channels' subscribers a hub has, and how many of them are behind. */
  void count(Hub hub, List<SubscriberCount> counts);

  /** Runs it on the relay's loop, behind the hand-over of all that was accepted. Any thread. */
  void fence(Runnable passed);
}
