package io.wsgateway.relay;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;
import io.wsgateway.cluster.Registrations;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.transport.BusSender;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The bus between gateway nodes on the Vert.x event bus. Whatever arrives and is not bytes is
 * dropped and counted. Belongs to the relay's loop.
 */
public final class VertxRelayBus implements RelayBus {
  // No part of the message is read by anybody in between, and it is not traced.
  private static final DeliveryOptions OPTIONS = new DeliveryOptions();

  private final Vertx vertx;
  private final Registrations registrations;
  private final BusAddresses addresses;
  private final String node;
  private final UnreadableMessages unreadable;
  private final MessageProducer<Buffer> beacons;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

  /**
   * Closed until {@link #open}.
   *
   * @param prefix {@code eventBus.prefix}
   * @param node this node's id
   */
  public VertxRelayBus(
      Vertx vertx, Registrations registrations, String prefix, String node, FanoutMetrics metrics) {
    this.vertx = vertx;
    this.registrations = registrations;
    this.addresses = new BusAddresses(prefix);
    this.node = node;
    this.unreadable = new UnreadableMessages(metrics);
    this.beacons = vertx.eventBus().publisher(addresses.beacon());
  }

  @Override
  public Sender sender(String peer) {
    MessageProducer<Buffer> producer = vertx.eventBus().sender(addresses.relay(peer), OPTIONS);
    return producer::write;
  }

  @Override
  public Future<Void> publishBeacon(Buffer beacon) {
    return beacons.write(beacon);
  }

  @Override
  public Future<Void> open(Receiver receiver) {
    return consume(addresses.relay(node), receiver::envelope)
        .compose(v -> consume(addresses.beacon(), receiver::beacon));
  }

  @Override
  public Future<Void> close() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }

  private Future<Void> consume(String address, BiConsumer<String, Buffer> taker) {
    return registrations
        .of(address, (Message<Object> message) -> take(message, taker))
        .onSuccess(consumers::add)
        .mapEmpty();
  }

  private void take(Message<Object> message, BiConsumer<String, Buffer> taker) {
    if (message.body() instanceof Buffer bytes) {
      taker.accept(BusSender.of(message, node), bytes);
    } else {
      unreadable.add("a message to " + message.address(), "not bytes");
    }
  }
}
