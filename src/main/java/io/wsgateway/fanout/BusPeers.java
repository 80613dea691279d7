package io.wsgateway.fanout;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageProducer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The other nodes, over the event bus. A node is a peer from its first beacon on, which it sends
 * when it can take envelopes. Belongs to the relay's context.
 */
final class BusPeers implements Peers {
  // No part of the message is read by anybody in between, and it is not traced.
  private static final DeliveryOptions OPTIONS = new DeliveryOptions();

  private final Vertx vertx;
  private final BusAddresses addresses;
  private final Map<String, MessageProducer<Buffer>> producers = new LinkedHashMap<>();
  private final Set<String> nodes = Collections.unmodifiableSet(producers.keySet());

  BusPeers(Vertx vertx, BusAddresses addresses) {
    this.vertx = vertx;
    this.addresses = addresses;
  }

  void add(String node) {
    producers.computeIfAbsent(node, n -> vertx.eventBus().sender(addresses.relay(n), OPTIONS));
  }

  void remove(String node) {
    producers.remove(node);
  }

  @Override
  public Set<String> of(String channel) {
    return nodes;
  }

  @Override
  public Future<Void> send(String node, Buffer envelope) {
    MessageProducer<Buffer> producer = producers.get(node);
    return producer == null ? Future.failedFuture("no peer " + node) : producer.write(envelope);
  }
}
