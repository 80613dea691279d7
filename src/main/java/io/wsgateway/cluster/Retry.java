package io.wsgateway.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats writes that the cluster did not confirm: while nodes join and leave, or while one is
 * frozen, Hazelcast gives up an entry whose backup is not confirmed in time. The outcome is then
 * unknown; writing the entry twice does no harm.
 */
final class Retry {
  private static final Logger log = LoggerFactory.getLogger(Retry.class);
  private static final int ATTEMPTS = 5;
  private static final long PAUSE_MILLIS = 500;

  private final Vertx vertx;
  private final Deadline deadline;

  /** Tries until the deadline, and at least a few times. */
  Retry(Vertx vertx, Deadline deadline) {
    this.vertx = vertx;
    this.deadline = deadline;
  }

  /**
   * Tries until an attempt succeeds.
   *
   * @param what the entry that is written, for the log
   * @return fails with the failure of the last attempt
   */
  <T> Future<T> of(String what, Supplier<Future<T>> attempt) {
    return again(what, attempt, 1);
  }

  private <T> Future<T> again(String what, Supplier<Future<T>> attempt, int number) {
    return attempt
        .get()
        .recover(
            failure -> {
              if (number >= ATTEMPTS && deadline.isOver()) {
                return Future.failedFuture(failure);
              }
              log.atWarn()
                  .addKeyValue("event", "cluster.registration.failed")
                  .addKeyValue("address", what)
                  .log(
                      "the cluster did not confirm a registration, will try again: {}",
                      failure.getClass().getSimpleName());
              return vertx
                  .timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                  .compose(v -> again(what, attempt, number + 1));
            });
  }
}
