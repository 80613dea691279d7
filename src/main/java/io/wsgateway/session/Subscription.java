package io.wsgateway.session;

import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.fanout.ChannelBatch;
import io.wsgateway.fanout.Subscriber;

/** One client's ear in one channel. Belongs to the session's event loop. */
final class Subscription implements Subscriber {
  private final ChannelRule rule;
  private final ClientPort port;
  private boolean behind;

  Subscription(ChannelRule rule, ClientPort port) {
    this.rule = rule;
    this.port = port;
  }

  /**
   * Notes whether the client is behind; true if that is news to the channel, which it is only where
   * who is too slow would be disconnected.
   */
  boolean behind(boolean now) {
    boolean news = now != behind && rule.slowConsumer() == SlowConsumer.DISCONNECT;
    if (news) {
      behind = now;
    }
    return news;
  }

  @Override
  public void deliver(ChannelBatch batch) {
    port.push(batch, rule);
  }

  @Override
  public void reset(String channel) {
    // A channel that accepts loss repairs itself with its next value.
    if (rule.slowConsumer() == SlowConsumer.DISCONNECT) {
      port.missed(channel);
    }
  }
}
