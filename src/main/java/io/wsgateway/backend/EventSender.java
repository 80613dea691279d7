package io.wsgateway.backend;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.wsgateway.config.EventsConfig.EventKind;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.session.Backends.Event;
import io.wsgateway.session.Backends.Sender;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tells backends what happens to clients and nodes: {@code gateway.events}, published, so that
 * every backend that listens hears it. Thread-safe; {@code seq} rises by one per event of a node,
 * so that a backend sees what it missed.
 *
 * <p>What is on its way is bounded; over the bound events are dropped and counted. Of several
 * backends the first to take an event counts, because the bus tells no more: for one that stops
 * beside others, what bounds its queue is that the bus gives up a silent socket after twice its
 * ping interval, and that clients come at {@code admission.connectionsPerSecond}.
 */
public final class EventSender {
  /** About what an event has; encoding it to know better would cost more than it tells. */
  private static final int BODY_BYTES = 256;

  private final Vertx vertx;
  private final String address;
  private final Origin origin;
  private final Set<EventKind> wanted;
  private final AtomicLong seq = new AtomicLong();
  private final BackendMetrics metrics;
  private final InFlight inFlight;
  private final NoHandlers nobody;

  /**
   * The node that tells.
   *
   * @param node its configured name
   * @param boot its id, another one after a restart
   */
  public record Origin(String node, String boot) {}

  /**
   * Sends the kinds that are wanted and no others.
   *
   * @param prefix {@code eventBus.prefix}
   */
  public EventSender(
      Vertx vertx, String prefix, Origin origin, Set<EventKind> wanted, BackendMetrics metrics) {
    this(
        vertx, prefix, origin, wanted, metrics, new InFlight(InFlight.MAX_BYTES), System::nanoTime);
  }

  EventSender(
      Vertx vertx,
      String prefix,
      Origin origin,
      Set<EventKind> wanted,
      BackendMetrics metrics,
      InFlight inFlight,
      LongSupplier nanoTime) {
    this.vertx = vertx;
    this.address = new BusAddress(prefix).events();
    this.origin = origin;
    this.wanted = wanted;
    this.metrics = metrics;
    this.inFlight = inFlight;
    this.nobody = new NoHandlers(nanoTime);
  }

  /** Something happened to a client; {@code code} is of a close, else 0. */
  void send(Event event, Sender sender, int code) {
    switch (event) {
      case CONNECTED -> send(EventKind.CONNECTED, "connected", client(sender));
      case DISCONNECTED ->
          send(EventKind.DISCONNECTED, "disconnected", client(sender).put("code", code));
      case SUBSCRIBED -> send(EventKind.SUBSCRIBED, "subscribed", channel(sender));
      case UNSUBSCRIBED -> send(EventKind.UNSUBSCRIBED, "unsubscribed", channel(sender));
    }
  }

  /** A node died with all its clients; every node that is left says so. */
  public void nodeLost(Origin lost) {
    send(
        EventKind.NODE_LOST,
        "nodeLost",
        new JsonObject().put("lostNode", lost.node()).put("lostBoot", lost.boot()));
  }

  private void send(EventKind kind, String name, JsonObject about) {
    if (!wanted.contains(kind)) {
      return;
    }
    JsonObject body =
        new JsonObject()
            .put("event", name)
            .mergeIn(about)
            .put("node", origin.node())
            .put("boot", origin.boot())
            .put("seq", seq.incrementAndGet())
            .put("time", System.currentTimeMillis());
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
        .write(body)
        .onFailure(nobody::failed)
        .onComplete(written -> inFlight.leave(BODY_BYTES));
  }

  private static JsonObject client(Sender sender) {
    return new JsonObject().put("client", sender.client()).put("user", sender.user());
  }

  private static JsonObject channel(Sender sender) {
    return client(sender).put("channel", sender.channel());
  }
}
