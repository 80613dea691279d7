package io.wsgateway.relay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;
import io.wsgateway.cluster.BusAddress;
import io.wsgateway.cluster.Registrations;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.transport.BusSender;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The bus between gateway nodes on the Vert.x event bus. Messages that are not bytes are dropped
 * and counted. Belongs to the relay's loop, except for reading: that runs on the loop where the bus
 * reads its sockets, so that what is queued for the relay's loop is known and bounded ({@link
 * Inbox}). While the reading loop is blocked, nothing is read, and messages are queued at the nodes
 * that send them.
 */
public final class VertxRelayBus implements RelayBus {
  // Nothing between the nodes reads the message, and it is not traced.
  private static final DeliveryOptions OPTIONS = new DeliveryOptions();

  private final Vertx vertx;
  private final Registrations registrations;
  private final BusAddress addresses;
  private final String node;
  private final UnreadableMessages unreadable;
  private final Loop loop;
  private final Loop reading;
  private final Inbox intake;
  private final MessageProducer<Buffer> beacons;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

  /**
   * The loops on which the bus runs.
   *
   * @param relay the relay's loop
   * @param reading the loop on which the bus reads its sockets
   */
  public record Loops(Loop relay, Loop reading) {}

  /**
   * Closed until {@link #open}.
   *
   * @param intakeBytes the most that may be read and queued for the relay's loop, in bytes of heap
   * @param prefix {@code eventBus.prefix}
   * @param node this node's id
   */
  public VertxRelayBus(
      Vertx vertx,
      Registrations registrations,
      String prefix,
      String node,
      Loops loops,
      long intakeBytes,
      FanoutMetrics metrics) {
    this.vertx = vertx;
    this.registrations = registrations;
    this.addresses = new BusAddress(prefix);
    this.node = node;
    this.unreadable = new UnreadableMessages(metrics);
    this.loop = loops.relay();
    this.reading = loops.reading();
    this.intake = new Inbox(intakeBytes, metrics);
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
    return consume(addresses.relay(node), (from, bytes) -> envelope(from, bytes, receiver))
        .compose(v -> consume(addresses.beacon(), (from, bytes) -> beacon(from, bytes, receiver)));
  }

  @Override
  public Future<Void> close() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }

  private Future<Void> consume(String address, BiConsumer<String, Buffer> taker) {
    Promise<MessageConsumer<Object>> registered = Promise.promise();
    reading.execute(
        () ->
            registrations
                .of(address, (Message<Object> message) -> take(message, taker))
                .onComplete(registered));
    Promise<Void> known = Promise.promise();
    registered
        .future()
        .onComplete(
            result ->
                loop.execute(
                    () -> {
                      if (result.succeeded()) {
                        consumers.add(result.result());
                      }
                      known.handle(result.mapEmpty());
                    }));
    return known.future();
  }

  private void take(Message<Object> message, BiConsumer<String, Buffer> taker) {
    if (message.body() instanceof Buffer bytes) {
      taker.accept(BusSender.of(message, node), bytes);
    } else {
      unreadable.add("a message to " + message.address(), "not bytes");
    }
  }

  private void envelope(String sender, Buffer bytes, Receiver receiver) {
    int length = bytes.length();
    if (intake.take(length)) {
      loop.execute(
          () -> {
            intake.done(length);
            receiver.envelope(sender, bytes);
          });
    }
  }

  /**
   * Passes on a beacon without a bound: beacons are small, one a second from each node, and must
   * not be missed.
   */
  private void beacon(String sender, Buffer bytes, Receiver receiver) {
    loop.execute(() -> receiver.beacon(sender, bytes));
  }
}
