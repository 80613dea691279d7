package io.wsgateway.transport;

import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.impl.clustered.Senders;

/** From which node a message on the event bus came. */
public final class BusSender {
  private BusSender() {}

  /** The Vert.x id of the node that sent it; {@code here} if it never left this one. */
  public static String of(Message<?> message, String here) {
    return Senders.of(message, here);
  }
}
