package io.vertx.core.eventbus.impl;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.EventBus;

/**
 * Lets a write that fails fail, and nothing else. In Vert.x each message whose connection breaks
 * while it is written also throws "Promise already completed", because its promise says of every
 * failure that it came too late. What becomes of the message stays the same. In Vert.x's package,
 * because nobody else may hand a message on with another promise.
 */
public final class QuietWrites {
  private QuietWrites() {}

  /** For all messages of this bus, replies included; once per bus. Tracing is left out. */
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
