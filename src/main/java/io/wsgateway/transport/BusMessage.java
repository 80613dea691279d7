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
 * A message that is sent to a node of one's choice, and again to another one if need be. Made on
 * the context that gets the outcome; any thread may send it.
 *
 * <p>A failure other than a {@code ReplyException} says that the message did not get out whole, so
 * that no node has it: a bus message that is cut short is never delivered.
 */
public final class BusMessage {
  private final EventBusImpl bus;
  private final ContextInternal context;
  private final String address;
  private final @Nullable Object body;
  private final DeliveryOptions options;

  /** A message to an address; its body, if any, is of a type that the bus can send. */
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

  /** A promise that is kept on the context that gets the outcome. */
  public <T> Promise<T> outcome() {
    return context.promise();
  }

  /** Sends it without waiting for a reply; {@code node} null: to whom the bus selects. */
  public Future<Void> sendTo(@Nullable String node) {
    return Sends.send(context, message(node), options);
  }

  /** Sends it and waits so long for the reply; {@code node} null: to whom the bus selects. */
  public Future<Message<Object>> ask(@Nullable String node, long millis) {
    return Sends.request(
        context, message(node), new DeliveryOptions(options).setSendTimeout(millis));
  }

  private MessageImpl<?, ?> message(@Nullable String node) {
    @SuppressWarnings("unchecked") // Vert.x has no types for it
    MessageImpl<Object, Object> message =
        bus.createMessage(true, false, address, options.getHeaders(), body, null);
    return node == null ? message : AddressedMessage.of(node, message, body, bus);
  }
}
