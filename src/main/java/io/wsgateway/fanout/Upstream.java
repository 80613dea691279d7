package io.wsgateway.fanout;

import java.util.List;

/**
 * The relay, as the hubs that it feeds see it. {@link #register} may be called on any thread,
 * before the other methods. Those are called on the hub's loop and take effect in the order of the
 * calls.
 */
public interface Upstream {
  /** Registers a hub. */
  void register(Hub hub);

  /** Notes that a hub has its first subscriber of a channel. */
  void track(String channel, Hub hub);

  /** Notes that a hub has lost its last subscriber of a channel. */
  void untrack(String channel, Hub hub);

  /** Reports how many subscribers a hub has in some channels, and how many of them are behind. */
  void count(Hub hub, List<SubscriberCount> counts);

  /**
   * Runs the callback on the relay's loop, after everything accepted so far has been handed over.
   * Any thread.
   */
  void fence(Runnable passed);
}
