package io.wsgateway.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of this backend, which are registered again with each membership. Belongs to the
 * worker; a handler runs on the Vert.x context on which it was set, if there was one, otherwise on
 * an event loop of the bus.
 */
final class Handlers {
  private static final Logger log = System.getLogger("io.wsgateway.client");

  private final Map<String, Consumer<Message<Object>>> byAddress = new LinkedHashMap<>();
  private final List<Bus.Registration> registrations = new ArrayList<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private @Nullable Bus bus;

  /** Adds a handler for the messages of an address; it stays registered after each joining. */
  void add(String address, Consumer<Message<Object>> handler) {
    if (byAddress.putIfAbsent(address, handler) != null) {
      log.log(Level.ERROR, "{0} has a handler already: the second one is not called", address);
      return;
    }
    if (bus != null) {
      registrations.add(bus.consume(address, handler));
    }
  }

  /** The consumed addresses. */
  Set<String> addresses() {
    return Set.copyOf(byAddress.keySet());
  }

  /** Notes that the cluster was joined. */
  void joined(Bus joined) {
    bus = joined;
    byAddress.forEach((address, handler) -> registrations.add(joined.consume(address, handler)));
  }

  /** Notes that the membership is lost, and all registrations with it. */
  void lost() {
    bus = null;
    registrations.clear();
  }

  /** Ends all registrations, so that no more messages arrive. */
  Future<Void> end() {
    bus = null;
    List<Future<Void>> ended = registrations.stream().map(Bus.Registration::end).toList();
    registrations.clear();
    return Future.join(ended).mapEmpty();
  }

  /** The number of messages whose clients still wait for an answer; for any thread. */
  AtomicInteger unanswered() {
    return unanswered;
  }

  /** Makes a handler run on the context on which this method is called. */
  static Consumer<Message<Object>> onContext(Consumer<Message<Object>> handler) {
    Context context = Vertx.currentContext();
    if (context == null) {
      return handler;
    }
    return message -> {
      try {
        context.runOnContext(v -> handler.accept(message));
      } catch (RejectedExecutionException e) {
        log.log(Level.ERROR, "the Vert.x instance of a handler was closed", e);
        message.fail(ClientMessages.INTERNAL, ClientMessages.INTERNAL_TEXT);
      }
    };
  }
}
