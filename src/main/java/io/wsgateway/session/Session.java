package io.wsgateway.session;

import io.vertx.core.Future;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publisher;
import io.wsgateway.channel.StreamPosition;
import java.util.HashMap;
import java.util.Map;

/**
 * One client: who it is and what it is subscribed to. Lives and dies on one event loop, and is
 * called there only. What it may do, the protocol has checked before it asks.
 */
public final class Session {
  private final SessionLoop loop;
  private final Publisher self;
  private final ClientPort port;
  private final Map<String, Subscription> subscriptions = new HashMap<>(2);

  /** Makes a session; nothing is subscribed yet. */
  public Session(SessionLoop loop, Publisher self, ClientPort port) {
    this.loop = loop;
    this.self = self;
    this.port = port;
  }

  /** The connection's id and the user's. */
  public Publisher self() {
    return self;
  }

  /** Subscribes: everything that any node accepts from now on reaches the client's port. */
  public void subscribe(String channel, ChannelRule rule) {
    Subscription subscription = new Subscription(rule, port);
    if (subscriptions.putIfAbsent(channel, subscription) == null) {
      loop.hub().subscribe(channel, subscription);
    }
  }

  /** Publishes in the client's name; fails as {@link io.wsgateway.broker.Broker#publish} does. */
  public Future<StreamPosition> publish(String channel, Payload payload) {
    return loop.broker().publish(PublishRequest.of(channel, payload, self));
  }

  /** Leaves all channels. Idempotent. */
  public void end() {
    subscriptions.forEach((channel, s) -> loop.hub().unsubscribe(channel, s));
    subscriptions.clear();
  }
}
