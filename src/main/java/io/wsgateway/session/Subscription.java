package io.wsgateway.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.fanout.ChannelBatch;
import io.wsgateway.fanout.Subscriber;
import org.jspecify.annotations.Nullable;

/** One client's ear in one channel. Belongs to the session's event loop. */
final class Subscription implements Subscriber {
  private final ChannelRule rule;
  private final ClientPort port;
  private boolean behind;

  /** Who waits until it begins; null once it has, or when nobody waits. */
  private @Nullable Promise<Void> pending;

  Subscription(ChannelRule rule, ClientPort port) {
    this.rule = rule;
    this.port = port;
  }

  /** From now until {@link #takePending} it is pending. */
  Future<Void> expect() {
    Promise<Void> promise = Promise.promise();
    pending = promise;
    return promise.future();
  }

  /** It has begun, or is over: whom to tell; null if nobody waits. */
  @Nullable Promise<Void> takePending() {
    Promise<Void> waiting = pending;
    pending = null;
    return waiting;
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
