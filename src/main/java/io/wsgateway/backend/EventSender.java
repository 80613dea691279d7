package io.wsgateway.backend;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.wsgateway.cluster.BusAddress;
import io.wsgateway.cluster.Node;
import io.wsgateway.config.EventsConfig.EventKind;
import io.wsgateway.hooks.HookEvents;
import io.wsgateway.limit.CappedCount;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.session.Backends.Event;
import io.wsgateway.session.Backends.Sender;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events of clients and nodes on {@code gateway.events}, so that every listening backend
 * receives them. Thread-safe; {@code seq} rises by one per event of a node, sent or not, so that a
 * backend can see what it missed.
 *
 * <p>Events in flight are bounded; over the bound they are dropped and counted. With several
 * backends an event counts as sent when the first has it, because the bus reports no more. The
 * queue to one stopped backend among others is bounded only because the bus gives up a silent
 * socket after twice its ping interval, and because clients arrive at {@code
 * admission.connectionsPerSecond}.
 */
public final class EventSender {
  /**
   * The approximate size of an event; encoding it to know the exact size would not be worth the
   * cost.
   */
  private static final int BODY_BYTES = 256;

  /** More than a loop takes in a second. */
  private static final int MOST_ON_THE_WAY = 20_000;

  private final Vertx vertx;
  private final String address;
  private final Node self;
  private final Loop loop;
  private final Set<EventKind> wanted;
  private final AtomicLong seq = new AtomicLong();
  private final BackendMetrics metrics;
  private final InFlight inFlight;
  private final NoHandlers nobody;
  private final @Nullable HookEvents hook;

  /** Events on their way to the loop of the hook. */
  private final CappedCount onTheWay = new CappedCount(MOST_ON_THE_WAY);

  /** Those that found no room there, not yet told to the hook. */
  private final AtomicLong missed = new AtomicLong();

  /**
   * Sends only the kinds that are wanted.
   *
   * @param prefix {@code eventBus.prefix}
   * @param self this node
   * @param loop its clocks are used
   * @param hook receives them, too, on {@code loop}; null if there is none
   */
  public EventSender(
      Vertx vertx,
      String prefix,
      Node self,
      Set<EventKind> wanted,
      BackendMetrics metrics,
      Loop loop,
      @Nullable HookEvents hook) {
    this(vertx, prefix, self, wanted, metrics, loop, new InFlight(InFlight.MAX_BYTES), hook);
  }

  EventSender(
      Vertx vertx,
      String prefix,
      Node self,
      Set<EventKind> wanted,
      BackendMetrics metrics,
      Loop loop,
      InFlight inFlight,
      @Nullable HookEvents hook) {
    this.vertx = vertx;
    this.address = new BusAddress(prefix).events();
    this.self = self;
    this.loop = loop;
    this.wanted = wanted;
    this.metrics = metrics;
    this.inFlight = inFlight;
    this.nobody = new NoHandlers(loop::nanoTime);
    this.hook = hook;
  }

  /** Sends an event of a client; {@code code} is the close code, otherwise 0. */
  void send(Event event, Sender sender, int code) {
    switch (event) {
      case CONNECTED -> send(EventKind.CONNECTED, "connected", () -> client(sender));
      case DISCONNECTED ->
          send(EventKind.DISCONNECTED, "disconnected", () -> client(sender).put("code", code));
      case SUBSCRIBED -> send(EventKind.SUBSCRIBED, "subscribed", () -> channel(sender));
      case UNSUBSCRIBED -> send(EventKind.UNSUBSCRIBED, "unsubscribed", () -> channel(sender));
    }
  }

  /**
   * Reports that a node died, or was disconnected, with all its clients; one of the remaining nodes
   * sends this.
   */
  public void nodeLost(Node lost) {
    send(EventKind.NODE_LOST, "nodeLost", () -> lost(lost));
  }

  /** Reports that a node which was reported as lost had only been disconnected, and is back. */
  public void nodeBack(Node back) {
    send(EventKind.NODE_BACK, "nodeBack", () -> lost(back));
  }

  private void send(EventKind kind, String name, Supplier<JsonObject> about) {
    if (!wanted.contains(kind)) {
      return;
    }
    HookEvents hooked = hook;
    if (hooked == null) {
      // Used up even without a listener, so that a backend that was away for a while sees that it
      // missed some.
      publish(name, about, seq.incrementAndGet(), loop.wallMillis());
    } else if (onTheWay.tryAcquire()) {
      long time = loop.wallMillis();
      // Numbered on one loop, so that a hook gets them in the order of their numbers.
      loop.execute(
          () -> {
            onTheWay.release();
            long number = seq.incrementAndGet();
            hooked.missed(missed.getAndSet(0));
            hooked.add(body(name, about.get(), number, time));
            publish(name, about, number, time);
          });
    } else {
      seq.incrementAndGet();
      missed.incrementAndGet();
    }
  }

  private void publish(String name, Supplier<JsonObject> about, long number, long time) {
    if (nobody.remembered()) {
      return;
    }
    if (!inFlight.enter(BODY_BYTES)) {
      metrics.eventDropped();
      return;
    }
    vertx
        .eventBus()
        .<JsonObject>publisher(address, new DeliveryOptions().addHeader("event", name))
        .write(body(name, about.get(), number, time))
        .onFailure(nobody::failed)
        .onComplete(written -> inFlight.leave(BODY_BYTES));
  }

  private JsonObject body(String name, JsonObject about, long number, long time) {
    return new JsonObject()
        .put("event", name)
        .mergeIn(about)
        .put("node", self.name())
        .put("boot", self.id())
        .put("seq", number)
        .put("time", time);
  }

  private static JsonObject lost(Node node) {
    return new JsonObject().put("lostNode", node.name()).put("lostBoot", node.id());
  }

  private static JsonObject client(Sender sender) {
    return new JsonObject().put("client", sender.client()).put("user", sender.user());
  }

  private static JsonObject channel(Sender sender) {
    return client(sender).put("channel", sender.channel());
  }
}
