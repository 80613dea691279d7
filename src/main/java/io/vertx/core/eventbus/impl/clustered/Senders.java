package io.vertx.core.eventbus.impl.clustered;

import io.vertx.core.eventbus.Message;

/**
 * Finds the node that sent a message. Vert.x exposes this only in its own package, so this class is
 * in it: if Vert.x changes the method, the build breaks, not the gateway.
 */
public final class Senders {
  private Senders() {}

  /** The id of the node that sent it over the network, or {@code here} if this one did. */
  public static String of(Message<?> message, String here) {
    return message instanceof ClusteredMessage<?, ?> clustered && clustered.isFromWire()
        ? clustered.getSender()
        : here;
  }
}
