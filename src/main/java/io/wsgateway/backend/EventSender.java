package io.wsgateway.backend;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.wsgateway.config.EventKind;
import io.wsgateway.session.Backends.Event;
import io.wsgateway.session.Backends.Sender;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells backends what happens to clients and nodes: {@code gateway.events}, published, so that
 * every backend that listens hears it. Thread-safe; {@code seq} rises by one per event of a node,
 * so that a backend sees what it missed.
 */
public final class EventSender {
  private final Vertx vertx;
  private final String address;
  private final Origin origin;
  private final Set<EventKind> wanted;
  private final AtomicLong seq = new AtomicLong();
  private final NoHandlers nobody = new NoHandlers(System::nanoTime);

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
  public EventSender(Vertx vertx, String prefix, Origin origin, Set<EventKind> wanted) {
    this.vertx = vertx;
    this.address = new BusAddress(prefix).events();
    this.origin = origin;
    this.wanted = wanted;
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
    if (!nobody.remembered()) {
      vertx
          .eventBus()
          .<JsonObject>publisher(address, new DeliveryOptions().addHeader("event", name))
          .write(body)
          .onFailure(nobody::failed);
    }
  }

  private static JsonObject client(Sender sender) {
    return new JsonObject().put("client", sender.client()).put("user", sender.user());
  }

  private static JsonObject channel(Sender sender) {
    return client(sender).put("channel", sender.channel());
  }
}
