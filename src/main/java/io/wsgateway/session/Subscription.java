package io.wsgateway.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.fanout.ChannelBatch;
import io.wsgateway.fanout.Subscriber;
import org.jspecify.annotations.Nullable;

/** One client's subscription to one channel. Belongs to the session's event loop. */
final class Subscription implements Subscriber {
  private final ChannelRule rule;
  private final ClientPort port;
  private boolean behind;

  /** Completes when it begins; null once it has, or if nothing waits. */
  private @Nullable Promise<Void> pending;

  Subscription(ChannelRule rule, ClientPort port) {
    this.rule = rule;
    this.port = port;
  }

  /** Marks it as pending until {@link #takePending}. */
  Future<Void> expect() {
    Promise<Void> promise = Promise.promise();
    pending = promise;
    return promise.future();
  }

  /** Takes the promise to complete, when it has begun or ended; null if nothing waits. */
  @Nullable Promise<Void> takePending() {
    Promise<Void> waiting = pending;
    pending = null;
    return waiting;
  }

  /**
   * Notes whether the client is behind; returns true if that changes the channel's count, which
   * includes only channels that disconnect slow clients.
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
    // A channel that accepts loss recovers with its next value.
    if (rule.slowConsumer() == SlowConsumer.DISCONNECT) {
      port.missed(channel);
    }
  }
}
