package io.vertx.core.eventbus.impl.clustered;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.eventbus.impl.MessageImpl;

/**
 * A message for one node, even if other nodes consume its address: the bus routes it like a reply.
 * This class is in Vert.x's package because only there the bus determines the target node.
 */
public final class AddressedMessage<U, V> extends ClusteredMessage<U, V> {
  private final String node;

  private AddressedMessage(
      String node,
      String sender,
      String address,
      MultiMap headers,
      U body,
      MessageCodec<U, V> codec,
      EventBusImpl bus) {
    super(sender, address, headers, body, codec, true, bus);
    this.node = node;
  }

  /**
   * Returns the same message for one node; on a bus of one node, the message itself.
   *
   * @param body the body from which the message was made
   */
  public static <U, V> MessageImpl<U, V> of(
      String node, MessageImpl<U, V> message, U body, EventBusImpl bus) {
    return message instanceof ClusteredMessage<U, V> clustered
        ? new AddressedMessage<>(
            node,
            clustered.getSender(),
            clustered.address(),
            clustered.headers(),
            body,
            clustered.codec(),
            bus)
        : message;
  }

  @Override
  String getRepliedTo() {
    return node;
  }
}
