package io.wsgateway.fanout;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;
import io.wsgateway.cluster.Registrations;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus between gateway nodes: envelopes to one node, beacons to all. What comes is opaque
 * bytes; anything else is dropped and counted. Belongs to the relay's context.
 */
public final class RelayBus {
  private static final Logger log = LoggerFactory.getLogger(RelayBus.class);

  private final Registrations registrations;
  private final BusAddresses addresses;
  private final String node;
  private final FanoutMetrics metrics;
  private final BusPeers peers;
  private final MessageProducer<Buffer> beacons;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

  /** Takes beacons, and says what is wrong with one. */
  interface BeaconTaker {
    void take(Buffer beacon) throws EnvelopeException;
  }

  /**
   * Closed until {@link #open}.
   *
   * @param prefix {@code eventBus.prefix}
   * @param node this node's id
   */
  public RelayBus(
      Vertx vertx, Registrations registrations, String prefix, String node, FanoutMetrics metrics) {
    this.registrations = registrations;
    this.addresses = new BusAddresses(prefix);
    this.node = node;
    this.metrics = metrics;
    this.peers = new BusPeers(vertx, addresses);
    this.beacons = vertx.eventBus().publisher(addresses.beacon());
  }

  BusPeers peers() {
    return peers;
  }

  /** Registers for envelopes, then, when that is known in the cluster, for beacons. */
  Future<Void> open(Consumer<Buffer> envelopes, BeaconTaker taker) {
    return consume(addresses.relay(node), envelopes::accept)
        .compose(v -> consume(addresses.beacon(), taker));
  }

  /** Sends a beacon to all nodes; completes when it left. */
  Future<Void> beat(Buffer beacon) {
    return beacons.write(beacon);
  }

  /** Takes nothing more. */
  Future<Void> close() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }

  private Future<Void> consume(String address, BeaconTaker taker) {
    return registrations
        .of(address, (Message<Object> message) -> take(message, taker))
        .onSuccess(consumers::add)
        .mapEmpty();
  }

  private void take(Message<Object> message, BeaconTaker taker) {
    try {
      if (!(message.body() instanceof Buffer bytes)) {
        throw new EnvelopeException("not bytes");
      }
      taker.take(bytes);
    } catch (EnvelopeException e) {
      metrics.unreadable();
      log.atWarn()
          .addKeyValue("event", "relay.unreadable")
          .log("dropped a message to {}: {}", message.address(), e.getMessage());
    }
  }
}
