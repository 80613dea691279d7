package io.vertx.core.eventbus.impl;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.EventBus;

/**
 * Removes a spurious exception from failed writes of the event bus. In Vert.x each message whose
 * connection breaks while it is written also throws "Promise already completed", because its
 * promise reports every failure as late. The outcome of the message stays the same. This class is
 * in Vert.x's package because only there a message can be passed on with another promise.
 */
public final class QuietWrites {
  private QuietWrites() {}

  /**
   * Installs itself for all messages of a bus, replies included. Call it once per bus. Tracing is
   * not supported.
   */
  public static void of(EventBus bus) {
    bus.addOutboundInterceptor(QuietWrites::handOn);
  }

  private static <T> void handOn(DeliveryContext<T> delivery) {
    OutboundDeliveryContext<T> sending = (OutboundDeliveryContext<T>) delivery;
    sending.message.bus.sendOrPub(
        sending.ctx, sending.message, sending.options, new Written(sending));
  }

  private record Written(Promise<Void> sending) implements Promise<Void> {
    @Override
    public boolean tryComplete(Void result) {
      sending.tryComplete(null);
      return true;
    }

    @Override
    public boolean tryFail(Throwable cause) {
      sending.tryFail(cause);
      return true;
    }

    @Override
    public Future<Void> future() {
      return sending.future();
    }
  }
}
