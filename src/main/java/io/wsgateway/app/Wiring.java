package io.wsgateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.wsgateway.broker.Broker;
import io.wsgateway.broker.BrokerLimits;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.fanout.Hub;
import io.wsgateway.fanout.Relay;
import io.wsgateway.fanout.RelayLimits;
import io.wsgateway.metrics.BrokerMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.protocol.raw.RawEndpoint;
import io.wsgateway.server.Endpoint;
import io.wsgateway.session.SessionLoop;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The way of a message through a node, made once per node, and each event loop's part of it. */
final class Wiring {
  private final GatewayConfig config;
  private final ChannelRules rules;
  private final RelayLimits limits;
  private final FanoutMetrics fanoutMetrics;
  private final BrokerMetrics brokerMetrics;
  private final Relay relay;

  /** With a relay whose state belongs to {@code relayContext}. */
  Wiring(GatewayConfig config, Context relayContext, String node, MeterRegistry registry) {
    this.config = config;
    this.rules = config.channels().rules();
    this.limits =
        new RelayLimits(
            config.limits().publishQueueBytes(),
            config.cluster().relayQueueBytes(),
            config.limits().hubQueueBytes());
    this.fanoutMetrics = new FanoutMetrics(registry);
    this.brokerMetrics = new BrokerMetrics(registry);
    this.relay =
        new Relay(
            relayContext, node, ThreadLocalRandom.current().nextLong(), limits, fanoutMetrics);
  }

  /** A broker for what is published on a context. */
  Broker broker(Context context) {
    return new Broker(
        rules,
        new BrokerLimits(config.limits().messageBytes(), config.limits().channelBytes()),
        relay.outbox(context),
        brokerMetrics);
  }

  /** The endpoints of an event loop, with its hub. Called on that loop. */
  List<Endpoint> endpoints(Context context, ConnectionLoop connections) {
    Hub hub = new Hub(context, relay, connections::flush, limits, fanoutMetrics);
    SessionLoop sessions = new SessionLoop(context, broker(context), hub);
    return config.endpoints().stream()
        .<Endpoint>map(e -> new RawRoute(new RawEndpoint(e, rule(e), sessions)))
        .toList();
  }

  private ChannelRule rule(EndpointConfig endpoint) {
    return rules
        .find(endpoint.channel())
        .orElseThrow(() -> new IllegalStateException("unchecked channel " + endpoint.channel()));
  }
}
