package io.wsgateway.backend;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.wsgateway.broker.Broker;
import io.wsgateway.cluster.Registrations;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.session.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What backends may call on this node: one consumer per address, never one per channel or client.
 * Deploy one instance, when this node reaches all others; undeploying it ends the calls.
 */
public final class BackendVerticle extends VerticleBase {
  private final GatewayConfig config;
  private final BackendMetrics metrics;
  private final Faults faults;
  private final Function<Context, Broker> brokers;
  private final Registrations registrations;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

  /** Ready to be deployed; {@code brokers} makes the way out, for this verticle's event loop. */
  public BackendVerticle(
      GatewayConfig config,
      BackendMetrics metrics,
      Faults faults,
      Function<Context, Broker> brokers,
      Registrations registrations) {
    this.config = config;
    this.metrics = metrics;
    this.faults = faults;
    this.brokers = brokers;
    this.registrations = registrations;
  }

  @Override
  public Future<?> start() {
    Broker broker = brokers.apply(context);
    Rejections rejections = new Rejections(metrics, faults);
    BusAddress addresses = new BusAddress(config.eventBus().prefix());
    return Future.all(
        consume(addresses.publish(), new PublishConsumer(broker, rejections)::take),
        consume(
            addresses.broadcast(),
            new BroadcastConsumer(broker, config.endpoints(), rejections)::take));
  }

  @Override
  public Future<?> stop() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList());
  }

  private Future<Void> consume(String address, Consumer<Message<Object>> taker) {
    return registrations.<Object>of(address, taker::accept).onSuccess(consumers::add).mapEmpty();
  }
}
