package io.wsgateway.backend;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.wsgateway.channel.Payload;
import io.wsgateway.cluster.BusAddress;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.session.Backends.Route;
import io.wsgateway.session.Backends.Sender;
import io.wsgateway.transport.BusConsumers;
import io.wsgateway.transport.BusMessage;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands what a client sent to one of the backends, over {@code gateway.inbound}. If sending to a
 * backend fails, that backend has received nothing, so another one gets the message at once. One
 * per node; thread-safe.
 */
public final class Inbound {
  private final Vertx vertx;
  private final String address;
  private final BackendChoice choice;
  private final Unreached unreached;
  private final LongSupplier nanoTime;
  private final Answers answers;

  /**
   * Makes it for a node.
   *
   * @param prefix {@code eventBus.prefix}
   * @param messageBytes {@code limits.messageBytes}, which bounds a reply; any thread may ask
   * @param nanoTime a clock that any thread may read
   */
  public Inbound(
      Vertx vertx,
      String prefix,
      BusConsumers consumers,
      IntSupplier messageBytes,
      BackendMetrics metrics,
      LongSupplier nanoTime) {
    this.vertx = vertx;
    this.address = new BusAddress(prefix).inbound();
    this.unreached = new Unreached(nanoTime);
    this.choice = new BackendChoice(consumers, unreached);
    this.nanoTime = nanoTime;
    this.answers = new Answers(address, messageBytes, metrics, nanoTime);
  }

  /** Sends a message; the future completes on the caller's context. */
  Future<Void> send(Sender sender, Route route, Payload message) {
    BusMessage bus = message(sender, message);
    return attempts(bus, sender, route, (node, millis) -> bus.sendTo(node));
  }

  /**
   * Sends a message and waits for the reply, which may be empty; the future completes on the
   * caller's context. A backend's refusal is a {@link io.wsgateway.session.BackendRefused}.
   */
  Future<@Nullable Payload> ask(Sender sender, Route route, Payload message) {
    BusMessage bus = message(sender, message);
    return attempts(bus, sender, route, bus::ask).transform(answers::of);
  }

  private <T> Future<T> attempts(
      BusMessage message, Sender sender, Route route, Attempts.Way<T> way) {
    String client = route == Route.SAME ? sender.client() : null;
    return new Attempts<>(message, client, choice, unreached, nanoTime, way).run();
  }

  private BusMessage message(Sender sender, Payload message) {
    return new BusMessage(
        vertx,
        address,
        BusBodies.body(message),
        new DeliveryOptions()
            .addHeader("client", sender.client())
            .addHeader("user", sender.user())
            .addHeader("endpoint", sender.endpoint())
            .addHeader("channel", sender.channel())
            .addHeader("remote", sender.remote()));
  }
}
