package io.wsgateway.backend;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.wsgateway.broker.Broker;
import io.wsgateway.cluster.BusAddress;
import io.wsgateway.cluster.Node;
import io.wsgateway.cluster.Registrations;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.session.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Registers what backends may call on this node: one consumer per address, never one per channel or
 * client. Deploy one instance, when this node reaches all others; undeploying it ends the calls.
 */
public final class BackendVerticle extends VerticleBase {
  private final GatewayConfig config;
  private final BackendMetrics metrics;
  private final Faults faults;
  private final Function<Context, Broker> brokers;
  private final Registrations registrations;
  private final Function<Context, ClientCalls> clientCalls;
  private final Node self;
  private final UnreadBodies unread;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

  /**
   * Ready to be deployed.
   *
   * @param brokers makes the broker for this verticle's event loop
   * @param clientCalls makes what reaches single clients, for the same loop
   * @param self this node, which has addresses of its own by its id and its name
   */
  public BackendVerticle(
      GatewayConfig config,
      BackendMetrics metrics,
      Faults faults,
      Function<Context, Broker> brokers,
      Registrations registrations,
      Function<Context, ClientCalls> clientCalls,
      Node self) {
    this.config = config;
    this.metrics = metrics;
    this.faults = faults;
    this.brokers = brokers;
    this.registrations = registrations;
    this.clientCalls = clientCalls;
    this.self = self;
    this.unread = new UnreadBodies(new Rejections(metrics, faults));
  }

  @Override
  public Future<?> start() {
    Broker broker = brokers.apply(context);
    Rejections rejections = new Rejections(metrics, faults);
    BusAddress addresses = new BusAddress(config.eventBus().prefix());
    PublishConsumer publish = new PublishConsumer(broker, rejections);
    BroadcastConsumer broadcast = new BroadcastConsumer(broker, config.endpoints(), rejections);
    ClientConsumer clients = new ClientConsumer(clientCalls.apply(context), rejections);
    return Future.all(
        consume(addresses.client(self.id()), clients::takeForwarded),
        consume(addresses.client(), clients::take),
        consume(addresses.publish(), publish::take),
        consumeHere(addresses, publish::takeHere),
        consume(addresses.broadcast(), broadcast::take));
  }

  private Future<Void> consumeHere(BusAddress addresses, Consumer<Message<Object>> taker) {
    return Future.all(
            Stream.of(self.id(), self.name())
                .distinct()
                .map(node -> consume(addresses.publish(node), taker))
                .toList())
        .mapEmpty();
  }

  @Override
  public Future<?> stop() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList());
  }

  private Future<Void> consume(String address, Consumer<Message<Object>> taker) {
    return registrations
        .<Object>of(address, unread.before(taker)::accept)
        .onSuccess(consumers::add)
        .mapEmpty();
  }
}
