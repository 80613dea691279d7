package io.wsgateway.cluster;

import com.hazelcast.cluster.MembershipEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the losses of members while this node doubts them, and passes them on, in order, when it
 * does not any more. It looks every second. Thread-safe.
 */
final class DoubtedLosses {
  private static final Logger log = LoggerFactory.getLogger(DoubtedLosses.class);
  private static final long LOOK_AGAIN_MILLIS = 1000;

  private final Future<Vertx> vertx;
  private final BooleanSupplier active;
  private final Consumer<MembershipEvent> handler;
  private final Queue<MembershipEvent> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile BooleanSupplier doubted = () -> false;

  /**
   * Doubts nothing until {@link #when}.
   *
   * @param vertx known when the first loss is taken, or later
   * @param active false when this node has left the cluster: what waits is dropped
   * @param handler takes losses that are not doubted; may block
   */
  DoubtedLosses(Future<Vertx> vertx, BooleanSupplier active, Consumer<MembershipEvent> handler) {
    this.vertx = vertx;
    this.active = active;
    this.handler = handler;
  }

  /** Sets when losses are doubted. */
  void when(BooleanSupplier doubt) {
    doubted = doubt;
  }

  /** Whether losses are doubted now. */
  boolean areDoubted() {
    return doubted.getAsBoolean();
  }

  /** Passes a loss on now, or keeps it. */
  void take(MembershipEvent loss) {
    if (areDoubted()) {
      waiting.add(loss);
      lookLater();
    } else {
      handler.accept(loss);
    }
  }

  private void lookLater() {
    if (looking.compareAndSet(false, true)) {
      vertx.onSuccess(v -> v.setTimer(LOOK_AGAIN_MILLIS, t -> look(v)));
    }
  }

  private void look(Vertx v) {
    looking.set(false);
    if (areDoubted()) {
      lookLater();
    } else {
      for (MembershipEvent loss = waiting.poll(); loss != null; loss = waiting.poll()) {
        passOn(v, loss);
      }
    }
  }

  /** On a worker, one after the other: Vert.x keeps the order of one context. */
  private void passOn(Vertx v, MembershipEvent loss) {
    v.executeBlocking(
            () -> {
              if (active.getAsBoolean()) {
                handler.accept(loss);
              }
              return null;
            })
        .onFailure(this::unhandled);
  }

  private void unhandled(Throwable failure) {
    if (active.getAsBoolean()) {
      log.atError()
          .addKeyValue("event", "cluster.registrations.failed")
          .setCause(failure)
          .log("the loss of a member could not be handled");
    }
  }
}
