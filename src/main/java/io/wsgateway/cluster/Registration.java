package io.wsgateway.cluster;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers consumers on the clustered event bus, again where that failed: while nodes join and
 * leave, Hazelcast gives up an entry whose copy is not confirmed in time (its outcome is then
 * unknown), and a node must not fail to start for that. An entry may be put twice.
 */
public final class Registration {
  private static final Logger log = LoggerFactory.getLogger(Registration.class);
  private static final int ATTEMPTS = 5;
  private static final long PAUSE_MILLIS = 500;

  private Registration() {}

  /**
   * Registers a consumer, and completes when the cluster knows it.
   *
   * @return fails as the last attempt did
   */
  public static <T> Future<MessageConsumer<T>> of(
      Vertx vertx, String address, Handler<Message<T>> handler) {
    return again(vertx, address, () -> attempt(vertx, address, handler), ATTEMPTS);
  }

  private static <T> Future<MessageConsumer<T>> attempt(
      Vertx vertx, String address, Handler<Message<T>> handler) {
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

  static <T> Future<T> again(
      Vertx vertx, String address, Supplier<Future<T>> attempt, int attempts) {
    return attempt
        .get()
        .recover(
            failure -> {
              if (attempts <= 1) {
                return Future.failedFuture(failure);
              }
              log.atWarn()
                  .addKeyValue("event", "cluster.registration.failed")
                  .addKeyValue("address", address)
                  .log(
                      "the cluster did not confirm a registration, trying again: {}",
                      failure.getClass().getSimpleName());
              return vertx
                  .timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                  .compose(v -> again(vertx, address, attempt, attempts - 1));
            });
  }
}
