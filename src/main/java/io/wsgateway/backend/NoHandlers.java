package io.wsgateway.backend;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Remembers for a second that an address has no consumer. Vert.x does not: every message to such an
 * address costs a read of the cluster's store. Thread-safe.
 */
final class NoHandlers {
  private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoTime;
  private volatile boolean found;
  private volatile long foundNanos;

  NoHandlers(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Records the failure of a message to the address. */
  void failed(Throwable failure) {
    if (failure instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.NO_HANDLERS) {
      foundNanos = nanoTime.getAsLong();
      found = true;
    }
  }

  /** Whether it is too early to try again. */
  boolean remembered() {
    if (found && nanoTime.getAsLong() - foundNanos >= MEMORY_NANOS) {
      found = false;
    }
    return found;
  }
}
