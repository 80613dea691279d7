package io.wsgateway.backend;

import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.wsgateway.channel.Payload;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.session.BackendRefused;
import io.wsgateway.session.Backends;
import io.wsgateway.session.Undelivered;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reaches the backends on the event bus, for the sessions of one event loop. Messages in flight are
 * bounded in bytes, and those that wait for replies in number too. After an address turned out to
 * have no consumer, it is not tried again for a second.
 *
 * <p>A message that waits for a reply is no longer counted once it is given up, though its bytes
 * may still be in the socket of a stopped backend. The bus gives up such a socket after twice its
 * ping interval, so at most a few times the bound can accumulate.
 */
public final class BusBackends implements Backends {
  /** How many messages of this loop's clients may wait for a reply. */
  static final int MAX_PENDING = 1000;

  private final Inbound inbound;
  private final EventSender events;
  private final BackendMetrics metrics;
  private final InFlight inFlight;
  private final NoHandlers noInbound;
  private final ReplyOrder order = new ReplyOrder(new InFlight(InFlight.MAX_BYTES));
  private int pending;

  /**
   * Makes it for the calling event loop.
   *
   * @param inbound the node's
   * @param nanoTime the loop's clock
   */
  public BusBackends(
      Inbound inbound, EventSender events, BackendMetrics metrics, LongSupplier nanoTime) {
    this(inbound, events, metrics, new InFlight(InFlight.MAX_BYTES), nanoTime);
  }

  BusBackends(
      Inbound inbound,
      EventSender events,
      BackendMetrics metrics,
      InFlight inFlight,
      LongSupplier nanoTime) {
    this.inbound = inbound;
    this.events = events;
    this.metrics = metrics;
    this.inFlight = inFlight;
    this.noInbound = new NoHandlers(nanoTime);
  }

  @Override
  public Future<Void> inbound(Sender sender, Route route, Payload message) {
    if (noInbound.remembered()) {
      return refused("no backend listens");
    }
    if (!inFlight.enter(message.size())) {
      return refused("too many bytes are in flight to backends");
    }
    return inbound
        .send(sender, route, message)
        .onComplete(written -> inFlight.leave(message.size()))
        .recover(this::failed);
  }

  @Override
  public Future<@Nullable Payload> inboundAwaitingReply(
      Sender sender, Route route, Payload message) {
    if (noInbound.remembered()) {
      return refused("no backend listens");
    }
    if (pending >= MAX_PENDING) {
      return refused("too many messages wait for a reply");
    }
    if (!inFlight.enter(message.size())) {
      return refused("too many bytes wait for a reply");
    }
    pending++;
    Future<@Nullable Payload> answer =
        inbound
            .ask(sender, route, message)
            .onComplete(
                answered -> {
                  pending--;
                  inFlight.leave(message.size());
                })
            .recover(this::failed);
    return order.add(sender.client(), answer);
  }

  @Override
  public Future<Payload> rpc(Sender sender, String method, Payload argument) {
    return Future.failedFuture("rpc is not supported: it needs the Centrifugo client protocol");
  }

  @Override
  public void event(Event event, Sender sender, int code) {
    events.send(event, sender, code);
  }

  private <T> Future<T> failed(Throwable failure) {
    if (failure instanceof BackendRefused) {
      return Future.failedFuture(failure);
    }
    metrics.undelivered();
    noInbound.failed(failure);
    return Future.failedFuture(outcome(failure));
  }

  /**
   * Translates a failure of the bus for a session. No consumer, no reply in time, and a connection
   * that ended or was not made are normal when backends start and stop.
   */
  static Throwable outcome(Throwable failure) {
    return failure instanceof VertxException || failure instanceof IOException
        ? new Undelivered(String.valueOf(failure.getMessage()))
        : failure;
  }

  private <T> Future<T> refused(String reason) {
    metrics.undelivered();
    return Future.failedFuture(new Undelivered(reason));
  }
}
