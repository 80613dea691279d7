package io.wsgateway.client;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One membership of the cluster, from joining to leaving. Thread-safe; results complete on any
 * thread.
 */
interface Bus {
  /** The gateway nodes that this member knows, by id; none when it is not a member any more. */
  List<GatewayNode> gateways();

  /** Sets a listener that is called, on any thread, when gateways may have joined or left. */
  void onChange(Runnable listener);

  /** Sends a request; requests are sent in the order of calls. */
  Future<Message<Object>> request(String address, Object body, DeliveryOptions options);

  /** Consumes an address, on an event loop; the returned registration ends that. */
  Registration consume(String address, Consumer<Message<Object>> handler);

  /** Whether the cluster knows that this member consumes all these addresses. */
  CompletionStage<Boolean> isRegistered(Collection<String> addresses);

  /** The address of a node's event bus. */
  CompletionStage<InetSocketAddress> address(String nodeId);

  /** The address that other members use for this member's event bus. */
  String ownAddress();

  /** Leaves the cluster; completes in bounded time. */
  Future<Void> leave();

  /** The consumption of an address. */
  interface Registration {
    /** Ends it. */
    Future<Void> end();
  }
}
