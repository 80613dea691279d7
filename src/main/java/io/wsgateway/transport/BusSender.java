package io.wsgateway.transport;

import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.impl.clustered.Senders;

/** Finds the node that sent a message on the event bus. */
public final class BusSender {
  private BusSender() {}

  /**
   * Returns the Vert.x id of the sending node; {@code here} if the message never left this node.
   */
  public static String of(Message<?> message, String here) {
    return Senders.of(message, here);
  }
}
