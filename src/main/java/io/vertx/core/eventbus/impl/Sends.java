package io.vertx.core.eventbus.impl;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;

/**
 * Sends a message and reports its outcome. Vert.x's own {@code request} waits until its timeout for
 * a reply to a message that was never written, and forever if a reply cannot be decoded. This class
 * is in Vert.x's package because the reply handlers are.
 */
public final class Sends {
  private Sends() {}

  /**
   * Sends without waiting for a reply. Any thread.
   *
   * @param context gets the outcome
   * @return fails with a {@link ReplyException} if there is no consumer, and with any other
   *     exception if the message was not written completely
   */
  public static Future<Void> send(
      ContextInternal context, MessageImpl<?, ?> message, DeliveryOptions options) {
    return write(context, message, options, null);
  }

  /**
   * Sends and waits for the reply. Any thread.
   *
   * @param context gets the outcome
   * @return fails with a {@link ReplyException} if there is no consumer, none replied in time or
   *     the receiver failed it, with {@link ReplyFailure#ERROR} if its reply cannot be decoded, and
   *     with any other exception if the message was not written completely
   */
  public static <T> Future<Message<T>> request(
      ContextInternal context, MessageImpl<?, ?> message, DeliveryOptions options) {
    EventBusImpl bus = message.bus;
    String replyAddress = bus.generateReplyAddress();
    message.setReplyAddress(replyAddress);
    AnswerHandler<T> handler =
        new AnswerHandler<>(bus, context, replyAddress, message.address, options.getSendTimeout());
    handler.register();
    Promise<Message<T>> answer = context.promise();
    handler
        .result()
        .onComplete(
            replied -> {
              if (replied.succeeded()) {
                answer.tryComplete(replied.result());
              } else {
                answer.tryFail(replied.cause());
              }
            });
    write(context, message, options, handler)
        .onFailure(
            failure -> {
              if (answer.tryFail(failure)) {
                handler.fail(new ReplyException(ReplyFailure.ERROR, "not sent"));
              }
            });
    return answer.future();
  }

  private static <T> Future<Void> write(
      ContextInternal context,
      MessageImpl<?, ?> message,
      DeliveryOptions options,
      ReplyHandler<T> handler) {
    OutboundDeliveryContext<T> sending =
        new OutboundDeliveryContext<>(context, message, options, handler);
    message.bus.sendOrPubInternal(sending);
    return sending.writePromise.future();
  }

  private static final class AnswerHandler<T> extends ReplyHandler<T> {
    AnswerHandler(
        EventBusImpl bus,
        ContextInternal context,
        String replyAddress,
        String asked,
        long timeoutMillis) {
      super(bus, context, replyAddress, asked, true, timeoutMillis);
    }

    @Override
    protected void dispatch(Message<T> reply, ContextInternal context, Handler<Message<T>> unused) {
      Object body;
      try {
        // Decodes a reply from another member here.
        body = reply.body();
      } catch (RuntimeException e) {
        fail(new ReplyException(ReplyFailure.ERROR, "a reply that cannot be decoded"));
        return;
      }
      if (body instanceof ReplyException failure && isOfTheBus(failure.failureType())) {
        fail(
            new ReplyException(
                ReplyFailure.ERROR,
                "a reply that is the failure " + failure.failureType() + " of another call"));
        return;
      }
      super.dispatch(reply, context, unused);
    }

    /** What only this side's bus can tell; a receiver that replied is there, and was in time. */
    private static boolean isOfTheBus(ReplyFailure type) {
      return type == ReplyFailure.NO_HANDLERS || type == ReplyFailure.TIMEOUT;
    }
  }
}
