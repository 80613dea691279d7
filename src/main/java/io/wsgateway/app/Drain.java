package io.wsgateway.app;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.wsgateway.config.DrainConfig;
import io.wsgateway.connection.CloseCode;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The planned emptying of a node. Readiness is off when this begins; upgrades are still taken for
 * {@code drain.acceptSeconds}, then refused; then every connection is closed with 1012 and a delay
 * to come back after, spread over {@code drain.windowSeconds}.
 */
final class Drain {
  private static final Logger log = LoggerFactory.getLogger(Drain.class);
  private static final long STEP_MILLIS = 50;

  /**
   * One event loop of the public port.
   *
   * @param context where its connections live
   * @param connections the loop's connections
   */
  record Loop(Context context, ConnectionLoop connections) {}

  private final Vertx vertx;
  private final DrainConfig config;
  private final long closeMillis;
  private final List<Loop> loops;
  private final LongSupplier nanoTime;

  /**
   * Prepares it.
   *
   * @param closeSeconds how long a close may take at most, {@code keepAlive.closeSeconds}
   * @param nanoTime the clock of the window
   */
  Drain(
      Vertx vertx, DrainConfig config, int closeSeconds, List<Loop> loops, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.config = config;
    this.closeMillis = TimeUnit.SECONDS.toMillis(closeSeconds);
    this.loops = loops;
    this.nanoTime = nanoTime;
  }

  /**
   * Empties the node.
   *
   * @param refuse makes the node refuse upgrades
   * @return completes when no connection is left, or when their time to close is up; a loop that
   *     fails does not hurry the others
   */
  Future<Void> run(Supplier<Future<?>> refuse) {
    log.atInfo()
        .addKeyValue("event", "drain.started")
        .addKeyValue("acceptSeconds", config.acceptSeconds())
        .addKeyValue("windowSeconds", config.windowSeconds())
        .log("draining");
    return pause(TimeUnit.SECONDS.toMillis(config.acceptSeconds()))
        .compose(v -> refuse.get())
        .compose(v -> Future.join(loops.stream().map(this::empty).toList()))
        .onSuccess(v -> log.atInfo().addKeyValue("event", "drain.ended").log("drained"))
        .onFailure(
            fault ->
                log.atError()
                    .addKeyValue("event", "drain.failed")
                    .setCause(fault)
                    .log("draining failed; whoever is left is cut off"))
        .mapEmpty();
  }

  private Future<Void> empty(Loop loop) {
    Promise<Void> done = Promise.promise();
    loop.context()
        .runOnContext(
            v ->
                orFail(
                    done,
                    () -> {
                      List<Connection> all = new ArrayList<>();
                      loop.connections().forEach(all::add);
                      ConnectionSpread spread =
                          new ConnectionSpread(
                              all.size() * loops.size(),
                              TimeUnit.SECONDS.toMillis(config.windowSeconds()));
                      closeInTurn(loop, new ArrayDeque<>(all), spread, nanoTime.getAsLong(), done);
                    }));
    return done.future();
  }

  /** Else a fault would leave the stop waiting. */
  private static void orFail(Promise<Void> done, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error fault) {
      done.fail(fault);
    }
  }

  private void closeInTurn(
      Loop loop,
      ArrayDeque<Connection> left,
      ConnectionSpread spread,
      long started,
      Promise<Void> done) {
    long elapsed = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - started);
    int keep = (spread.connections() - spread.due(elapsed)) / loops.size();
    List<Connection> due = new ArrayList<>();
    while (left.size() > keep) {
      due.add(left.remove());
    }
    loop.connections()
        .each(
            due,
            connection ->
                connection.close(
                    CloseCode.SERVICE_RESTART,
                    CloseCode.SERVICE_RESTART.reason()
                        + " retry-ms="
                        + ConnectionSpread.retryMillis()));
    boolean timeUp = elapsed > spread.durationMillis() + closeMillis;
    if (loop.connections().size() == 0 || timeUp) {
      done.complete();
    } else {
      vertx.setTimer(
          STEP_MILLIS, t -> orFail(done, () -> closeInTurn(loop, left, spread, started, done)));
    }
  }

  private Future<Void> pause(long millis) {
    return millis == 0 ? Future.succeededFuture() : vertx.timer(millis).mapEmpty();
  }
}
