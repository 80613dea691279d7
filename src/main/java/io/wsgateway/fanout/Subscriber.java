package io.wsgateway.fanout;

/**
 * Somebody on an event loop who hears a channel. Every call comes on that loop.
 *
 * <p>A subscriber may subscribe and unsubscribe, itself and others, inside a call.
 */
public interface Subscriber {
  /**
   * Publications of a channel, in order. The batch and what it gives is valid inside the call only.
   */
  void deliver(ChannelBatch batch);

  /** Publications of the channel were lost on the way here and will not come any more. */
  void reset(String channel);
}
