package io.wsgateway.session;

import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.fanout.ChannelBatch;
import io.wsgateway.fanout.Subscriber;

/** One client's ear in one channel. Belongs to the session's event loop. */
final class Subscription implements Subscriber {
  private final ChannelRule rule;
  private final ClientPort port;

  Subscription(ChannelRule rule, ClientPort port) {
    this.rule = rule;
    this.port = port;
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
