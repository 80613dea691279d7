package io.wsgateway.cluster;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * Registers consumers on the event bus, and tries again if the cluster does not confirm in time.
 */
public final class Registrations {
  private final Vertx vertx;
  private final Retry retry;

  /** Tries until the deadline. */
  public Registrations(Vertx vertx, Deadline deadline) {
    this.vertx = vertx;
    this.retry = new Retry(vertx, deadline);
  }

  /**
   * Registers a consumer; completes when the cluster has confirmed it.
   *
   * @return fails with the failure of the last attempt
   */
  public <T> Future<MessageConsumer<T>> of(String address, Handler<Message<T>> handler) {
    return retry.of(address, () -> attempt(address, handler));
  }

  private <T> Future<MessageConsumer<T>> attempt(String address, Handler<Message<T>> handler) {
    MessageConsumer<T> consumer = vertx.eventBus().consumer(address, handler);
    return consumer
        .completion()
        .map(consumer)
        .recover(
            failure ->
                consumer
                    .unregister()
                    .transform(gone -> Future.<MessageConsumer<T>>failedFuture(failure)));
  }
}
