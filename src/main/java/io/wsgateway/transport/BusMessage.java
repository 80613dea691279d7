package io.wsgateway.transport;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.eventbus.impl.MessageImpl;
import io.vertx.core.eventbus.impl.Sends;
import io.vertx.core.eventbus.impl.clustered.AddressedMessage;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * A message for a chosen node, which can be sent again to another one. Create it on the context
 * that should receive the outcome; any thread may send it.
 *
 * <p>A failure other than a {@code ReplyException} means that the message was not written
 * completely, so that no node has it: an incomplete bus message is never delivered.
 */
public final class BusMessage {
  private final EventBusImpl bus;
  private final ContextInternal context;
  private final String address;
  private final @Nullable Object body;
  private final DeliveryOptions options;

  /** Makes a message to an address; the bus must be able to send the type of the body, if any. */
  public BusMessage(Vertx vertx, String address, @Nullable Object body, DeliveryOptions options) {
    this.bus = (EventBusImpl) vertx.eventBus();
    this.context = (ContextInternal) vertx.getOrCreateContext();
    this.address = address;
    this.body = body;
    this.options = options;
  }

  /** Its address. */
  public String address() {
    return address;
  }

  /** Makes a promise that completes on the context which receives the outcome. */
  public <T> Promise<T> outcome() {
    return context.promise();
  }

  /** Sends it without waiting for a reply; if {@code node} is null, the bus selects the node. */
  public Future<Void> sendTo(@Nullable String node) {
    return Sends.send(context, message(node), options);
  }

  /**
   * Sends it and waits up to {@code millis} for the reply; if {@code node} is null, the bus selects
   * the node.
   */
  public Future<Message<Object>> ask(@Nullable String node, long millis) {
    return Sends.request(
        context, message(node), new DeliveryOptions(options).setSendTimeout(millis));
  }

  private MessageImpl<?, ?> message(@Nullable String node) {
    @SuppressWarnings("unchecked") // Vert.x's API is untyped here
    MessageImpl<Object, Object> message =
        bus.createMessage(true, false, address, options.getHeaders(), body, null);
    return node == null ? message : AddressedMessage.of(node, message, body, bus);
  }
}
