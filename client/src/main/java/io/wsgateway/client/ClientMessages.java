package io.wsgateway.client;

import io.vertx.core.Handler;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Passes bus messages on to the application's handlers, and catches the exceptions that those
 * throw.
 */
final class ClientMessages {
  static final int INTERNAL = 500;
  static final String INTERNAL_TEXT = "internal error";

  private ClientMessages() {}

  /**
   * Wraps a handler for client messages; if it throws before it has answered, the client receives
   * an internal error.
   */
  static Consumer<Message<Object>> of(Handler<ClientMessage> handler, AtomicInteger unanswered) {
    HandlerFaults faults = new HandlerFaults(System::nanoTime);
    return Handlers.onContext(
        message -> {
          ClientMessage context = new ClientMessage(message, unanswered);
          try {
            handler.handle(context);
          } catch (RuntimeException | Error e) {
            faults.say("the handler of " + message.address() + " failed", e);
            if (!context.isAnswered()) {
              context.fail(INTERNAL, INTERNAL_TEXT);
            }
          }
        });
  }

  /** Wraps a handler for {@code gateway.events}. */
  static Consumer<Message<Object>> events(Handler<GatewayEvent> handler) {
    HandlerFaults faults = new HandlerFaults(System::nanoTime);
    return Handlers.onContext(
        message -> {
          try {
            handler.handle(GatewayEvent.of((JsonObject) message.body()));
          } catch (RuntimeException | Error e) {
            faults.say("the handler of events failed", e);
          }
        });
  }
}
