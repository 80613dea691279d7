package io.wsgateway.session;

import io.vertx.core.Future;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publisher;
import io.wsgateway.channel.StreamPosition;
import io.wsgateway.connection.Hold;
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

  /**
   * Publishes in the client's name; fails as {@link io.wsgateway.broker.Broker#publish} does. If
   * the channel should get no more for now, {@link ClientPort#hold} follows.
   */
  public Future<StreamPosition> publish(String channel, Payload payload) {
    Future<StreamPosition> published =
        loop.broker().publish(PublishRequest.of(channel, payload, self));
    boolean congested = loop.hub().isCongested(channel);
    if (congested || loop.broker().isOverRate(channel)) {
      port.hold(
          congested ? Hold.AUDIENCE : Hold.CHANNEL,
          () -> loop.hub().isCongested(channel) || loop.broker().isOverRate(channel));
    }
    return published;
  }

  /** The client takes what it is sent too slowly, or keeps up again. */
  public void behind(boolean behind) {
    subscriptions.forEach(
        (channel, subscription) -> {
          if (subscription.behind(behind)) {
            loop.hub().behind(channel, behind ? 1 : -1);
          }
        });
  }

  /** Leaves all channels. Idempotent. */
  public void end() {
    behind(false);
    subscriptions.forEach((channel, s) -> loop.hub().unsubscribe(channel, s));
    subscriptions.clear();
  }
}
