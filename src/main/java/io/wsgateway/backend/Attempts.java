package io.wsgateway.backend;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxException;
import io.vertx.core.eventbus.ReplyException;
import io.wsgateway.transport.BusMessage;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends one message to one backend after the other until one of them has it or the time is over.
 * Belongs to the context of the message.
 */
final class Attempts<T> {
  /** The limit for all attempts together, including the reply. */
  static final long WHOLE_MILLIS = TimeUnit.SECONDS.toMillis(5);

  /** Sends the message to a node and waits for the reply for so long. */
  interface Way<T> {
    Future<T> send(@Nullable String node, long millis);
  }

  private final BusMessage message;
  private final @Nullable String client;
  private final BackendChoice choice;
  private final Unreached unreached;
  private final LongSupplier nanoTime;
  private final Way<T> way;
  private final long begun;
  private final Set<String> failed = new HashSet<>(2);
  // Written before the outcome of an attempt is known, and read after it.
  private @Nullable String chosen;

  /** Prepares a message; {@code client} is not null if the client's own backend must receive it. */
  Attempts(
      BusMessage message,
      @Nullable String client,
      BackendChoice choice,
      Unreached unreached,
      LongSupplier nanoTime,
      Way<T> way) {
    this.message = message;
    this.client = client;
    this.choice = choice;
    this.unreached = unreached;
    this.nanoTime = nanoTime;
    this.way = way;
    this.begun = nanoTime.getAsLong();
  }

  Future<T> run() {
    return next(null);
  }

  /** {@code before} is why the last attempt failed; null for the first one. */
  private Future<T> next(@Nullable Throwable before) {
    long left = WHOLE_MILLIS - TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - begun);
    if (before != null && left <= 0) {
      return Future.failedFuture(before);
    }
    Promise<T> done = message.outcome();
    choice.choose(
        message.address(),
        client,
        failed,
        (node, failure) -> {
          chosen = node;
          if (failure != null) {
            done.fail(failure);
          } else if (node == null && before != null) {
            done.fail(before);
          } else {
            send(node, left, done);
          }
        });
    return done.future().recover(this::again);
  }

  /** Sends at once, on the calling thread, so that a client's messages keep their order. */
  private void send(@Nullable String node, long millis, Promise<T> done) {
    try {
      way.send(node, millis).onComplete(done);
    } catch (RuntimeException e) {
      // A failure must not get into the bus's own state: this is called from within it.
      done.fail(e);
    }
  }

  private Future<T> again(Throwable failure) {
    String node = chosen;
    if (node == null || !wasNotSent(failure)) {
      return Future.failedFuture(failure);
    }
    unreached.add(node);
    failed.add(node);
    return next(failure);
  }

  /**
   * Whether the bus reports a connection that was not made, or ended while the message was written.
   */
  private static boolean wasNotSent(Throwable failure) {
    return !(failure instanceof ReplyException)
        && (failure instanceof VertxException || failure instanceof IOException);
  }
}
