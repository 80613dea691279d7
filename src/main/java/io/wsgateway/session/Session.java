package io.wsgateway.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publisher;
import io.wsgateway.channel.StreamPosition;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Hold;
import io.wsgateway.loop.WallTimer;
import io.wsgateway.session.ActionRefused.Reason;
import io.wsgateway.session.Rights.Action;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client's session: its identity, rights, subscriptions and expiry. Belongs to one event loop,
 * and is called there only.
 */
public final class Session {
  private static final String BLOCKED = "the user is blocked";

  private final SessionLoop loop;
  private final Publisher self;
  private final Rights rights;
  private final ClientPort port;
  private final Map<String, Subscription> subscriptions = new HashMap<>(2);
  private final WallTimer expiry;

  /** Messages for this client alone; null until there is one. */
  private @Nullable ClientQueue direct;

  private boolean behind;
  private boolean ended;

  /**
   * Makes a session without subscriptions and without expiry, and registers it among the node's
   * clients.
   */
  public Session(SessionLoop loop, Publisher self, Rights rights, ClientPort port) {
    this.loop = loop;
    this.self = self;
    this.rights = rights;
    this.port = port;
    this.expiry = new WallTimer(loop.loop());
    loop.clients().add(this);
  }

  /** The ids of the connection and of the user. */
  public Publisher self() {
    return self;
  }

  /**
   * Subscribes to a channel that the client chose, at an exact point: everything that reaches this
   * node after the point is pushed to the port, and nothing that reached it before.
   *
   * @return completes on this loop when the point has passed, before anything is pushed; fails with
   *     {@link ActionRefused}
   */
  public Future<Void> subscribe(String channel) {
    Subscription subscription;
    try {
      subscription = new Subscription(check(channel), port);
    } catch (ActionRefused refusal) {
      return Future.failedFuture(refusal);
    }
    subscriptions.put(channel, subscription);
    Future<Void> begun = subscription.expect();
    loop.hub().join(channel, subscription, () -> begin(subscription));
    count(channel, subscription);
    return begun;
  }

  /**
   * Subscribes to the channel that was granted with the connection. Everything that any node
   * accepts from now on is pushed to the port, and possibly messages accepted just before.
   */
  public void subscribeAtOnce(String channel, ChannelRule rule) {
    Subscription subscription = new Subscription(rule, port);
    if (!ended && subscriptions.putIfAbsent(channel, subscription) == null) {
      loop.hub().subscribe(channel, subscription);
      count(channel, subscription);
    }
  }

  /**
   * Unsubscribes from a channel: nothing of it is pushed any more. A subscription that has not
   * begun fails.
   *
   * @return false if the client was not subscribed
   */
  public boolean unsubscribe(String channel) {
    Subscription subscription = subscriptions.remove(channel);
    if (subscription == null) {
      return false;
    }
    leave(channel, subscription);
    fail(
        subscription,
        new ActionRefused(Reason.UNSUBSCRIBED, "unsubscribed before it was subscribed"));
    return true;
  }

  /**
   * Publishes in the client's name; fails as {@link io.wsgateway.broker.Broker#publish} does, and
   * with {@link ActionRefused} if the client has no right to. If the channel should get no more for
   * now, {@link ClientPort#hold} follows.
   */
  public Future<StreamPosition> publish(String channel, Payload payload) {
    if (!rights.allows(Action.PUBLISH, channel)) {
      return Future.failedFuture(
          new ActionRefused(Reason.NOT_PERMITTED, "publishing to this channel is not permitted"));
    }
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

  /** Notes that the client reads too slowly, or has caught up. */
  public void behind(boolean now) {
    behind = now;
    subscriptions.forEach(this::count);
  }

  /**
   * Sets the expiry, in epoch milliseconds of the wall clock; the client is then closed with an
   * expired token. A later call moves it.
   */
  public void endAt(long wallMillis) {
    if (!ended) {
      expiry.at(wallMillis, this::expire);
    }
  }

  /**
   * Runs the action on this loop, after everything queued for the client here and after earlier
   * actions.
   */
  void execute(Runnable action) {
    loop.loop().execute(() -> enqueue(action));
  }

  private void enqueue(Runnable action) {
    if (direct == null) {
      direct = new ClientQueue();
    }
    direct.add(loop.hub(), subscriptions.keySet(), action);
  }

  /** Sends to this client alone; returns false if nothing reaches it any more. */
  boolean send(Payload payload) {
    if (!ended) {
      port.reply(payload);
    }
    return !ended;
  }

  /** Closes the client on an authorised request; returns false if it is closed already. */
  boolean disconnect(int code, String reason) {
    if (ended) {
      return false;
    }
    port.close(code, reason);
    return true;
  }

  /** Closes the client after what is queued for it; completes then. Any thread. */
  Future<Void> disconnectLater(int code, String reason) {
    Promise<Void> begun = Promise.promise();
    execute(
        () -> {
          try {
            disconnect(code, reason);
          } finally {
            begun.complete();
          }
        });
    return begun.future();
  }

  /**
   * Closes the client because its user is blocked, before anything that is queued for it. Any
   * thread.
   *
   * @param closed runs if it was not closed already
   */
  Future<Void> blockLater(Runnable closed) {
    Promise<Void> begun = Promise.promise();
    loop.loop()
        .execute(
            () -> {
              try {
                if (!ended) {
                  closed.run();
                  port.close(EndReason.REFUSED, BLOCKED);
                }
              } finally {
                begun.complete();
              }
            });
    return begun.future();
  }

  /** Ends the session: unsubscribes from all channels and unregisters the client. Idempotent. */
  public void end() {
    ended = true;
    loop.clients().remove(this);
    expiry.cancel();
    if (subscriptions.isEmpty()) {
      return;
    }
    Map<String, Subscription> left = new HashMap<>(subscriptions);
    subscriptions.clear();
    left.forEach(this::leave);
    ActionRefused reason = new ActionRefused(Reason.ENDED, "the session has ended");
    left.values().forEach(subscription -> fail(subscription, reason));
  }

  private ChannelRule check(String channel) {
    SubscriptionRules rules = loop.subscriptions();
    Optional<String> problem = rules.problem(channel);
    if (ended) {
      throw new ActionRefused(Reason.ENDED, "the session has ended");
    }
    if (problem.isPresent()) {
      throw new ActionRefused(Reason.INVALID_CHANNEL, "the channel name " + problem.get());
    }
    if (subscriptions.containsKey(channel)) {
      throw new ActionRefused(Reason.ALREADY_SUBSCRIBED, "already subscribed to this channel");
    }
    ChannelRule rule = rules.find(channel);
    if (!rights.allows(Action.SUBSCRIBE, channel)) {
      throw new ActionRefused(Reason.NOT_PERMITTED, "subscribing to this channel is not permitted");
    }
    if (subscriptions.size() >= rules.perClient()) {
      throw new ActionRefused(
          Reason.LIMIT,
          "subscribed to "
              + subscriptions.size()
              + " channels, at most "
              + rules.perClient()
              + " (limits.subscriptionsPerClient)");
    }
    return rule;
  }

  private static void begin(Subscription subscription) {
    Promise<Void> waiting = subscription.takePending();
    if (waiting != null) {
      waiting.complete();
    }
  }

  private static void fail(Subscription subscription, ActionRefused reason) {
    Promise<Void> waiting = subscription.takePending();
    if (waiting != null) {
      waiting.fail(reason);
    }
  }

  /** Notifies the hub of a change in whether the client is behind. */
  private void count(String channel, Subscription subscription) {
    if (subscription.behind(behind)) {
      loop.hub().behind(channel, behind ? 1 : -1);
    }
  }

  private void leave(String channel, Subscription subscription) {
    if (subscription.behind(false)) {
      loop.hub().behind(channel, -1);
    }
    loop.hub().unsubscribe(channel, subscription);
  }

  private void expire() {
    end();
    port.close(EndReason.TOKEN_EXPIRED, "");
  }
}
