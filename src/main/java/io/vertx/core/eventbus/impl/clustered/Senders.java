package io.vertx.core.eventbus.impl.clustered;

import io.vertx.core.eventbus.Message;

/**
 * Reads from which node a message came. Vert.x knows and tells nobody outside of this package, so
 * this class is in it: a reader that Vert.x changes breaks the build, not the gateway.
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
