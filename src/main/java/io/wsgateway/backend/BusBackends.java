package io.wsgateway.backend;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.wsgateway.channel.Payload;
import io.wsgateway.metrics.BackendMetrics;
import io.wsgateway.session.Backends;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The backends behind the event bus, for the sessions of one event loop. What waits for replies is
 * bounded; an address that nobody consumes is not asked again for a second.
 */
public final class BusBackends implements Backends {
  private static final long REPLY_MILLIS = TimeUnit.SECONDS.toMillis(5);

  /** Messages of this loop's clients that may wait for a reply. */
  private static final int MAX_PENDING = 1000;

  private final Vertx vertx;
  private final String inbound;
  private final EventSender events;
  private final BackendMetrics metrics;
  private final NoHandlers noInbound = new NoHandlers(System::nanoTime);
  private int pending;

  /**
   * Of the event loop that calls.
   *
   * @param prefix {@code eventBus.prefix}
   */
  public BusBackends(Vertx vertx, String prefix, EventSender events, BackendMetrics metrics) {
    this.vertx = vertx;
    this.inbound = new BusAddress(prefix).inbound();
    this.events = events;
    this.metrics = metrics;
  }

  @Override
  public Future<Void> inbound(Sender sender, Payload message) {
    if (noInbound.remembered()) {
      return unreachable();
    }
    return vertx
        .eventBus()
        .sender(inbound, options(sender))
        .write(BusBodies.body(message))
        .onFailure(this::failed);
  }

  @Override
  public Future<@Nullable Payload> inboundAwaitingReply(Sender sender, Payload message) {
    if (noInbound.remembered()) {
      return unreachable();
    }
    if (pending >= MAX_PENDING) {
      metrics.undelivered();
      return Future.failedFuture("too many messages wait for a reply");
    }
    pending++;
    return vertx
        .eventBus()
        .request(inbound, BusBodies.body(message), options(sender).setSendTimeout(REPLY_MILLIS))
        .onComplete(answered -> pending--)
        .onFailure(this::failed)
        .map(reply -> BusBodies.payload(reply.body()).orElse(null));
  }

  @Override
  public Future<Payload> rpc(Sender sender, String method, Payload argument) {
    return Future.failedFuture("rpc comes with the Centrifugo client protocol");
  }

  @Override
  public void event(Event event, Sender sender, int code) {
    events.send(event, sender, code);
  }

  private void failed(Throwable failure) {
    metrics.undelivered();
    noInbound.failed(failure);
  }

  private <T> Future<T> unreachable() {
    metrics.undelivered();
    return Future.failedFuture("no backend listens");
  }

  private static DeliveryOptions options(Sender sender) {
    return new DeliveryOptions()
        .addHeader("client", sender.client())
        .addHeader("user", sender.user())
        .addHeader("endpoint", sender.endpoint())
        .addHeader("channel", sender.channel())
        .addHeader("remote", sender.remote());
  }
}
