package io.wsgateway.client;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One membership of the cluster, from joining to leaving. Thread-safe; results come anywhere. */
interface Bus {
  /** The gateway nodes that this member sees, by id; none when it is no member any more. */
  List<GatewayNode> gateways();

  /** Has this called, on any thread, when gateways may have come or gone. */
  void onChange(Runnable listener);

  /** Asks; requests go out in the order of calls. */
  Future<Message<Object>> request(String address, Object body, DeliveryOptions options);

  /** Consumes an address, on an event loop; the result ends it. */
  Registration consume(String address, Consumer<Message<Object>> handler);

  /** Whether the cluster knows that this member consumes all these addresses. */
  CompletionStage<Boolean> isRegistered(Collection<String> addresses);

  /** Where the event bus of a node is reached. */
  CompletionStage<InetSocketAddress> address(String nodeId);

  /** Where others are told to reach this member's event bus. */
  String ownAddress();

  /** Leaves; done when it is gone, and in bounded time. */
  Future<Void> leave();

  /** Something that is consumed. */
  interface Registration {
    /** Ends it. */
    Future<Void> end();
  }
}
