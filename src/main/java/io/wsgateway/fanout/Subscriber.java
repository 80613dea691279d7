package io.wsgateway.fanout;

/**
 * Receives a channel's publications on an event loop. Every call is made on that loop.
 *
 * <p>Inside a call, a subscriber may subscribe and unsubscribe itself and others.
 */
public interface Subscriber {
  /**
   * Delivers publications of a channel, in order. The batch and objects from it are valid only
   * inside the call.
   */
  void deliver(ChannelBatch batch);

  /** Notifies it that publications of the channel were lost and will not be delivered. */
  void reset(String channel);
}
