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
 * {@code drain.acceptSeconds}, then refused; then every connection is closed with {@code
 * drain.closeCode} and a delay to come back after, as {@link ConnectionSpread} says.
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
  private final CloseCode closeCode;
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
    this.closeCode =
        switch (config.closeCode()) {
          case SERVICE_RESTART -> CloseCode.SERVICE_RESTART;
          case GOING_AWAY -> CloseCode.GOING_AWAY;
        };
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
        .compose(v -> count())
        .compose(
            connections -> {
              ConnectionSpread spread = spread(connections);
              return Future.join(loops.stream().map(loop -> empty(loop, spread)).toList());
            })
        .onSuccess(v -> log.atInfo().addKeyValue("event", "drain.ended").log("drained"))
        .onFailure(
            fault ->
                log.atError()
                    .addKeyValue("event", "drain.failed")
                    .setCause(fault)
                    .log("draining failed; whoever is left is cut off"))
        .mapEmpty();
  }

  private Future<Integer> count() {
    List<Future<Integer>> sizes = loops.stream().map(Drain::size).toList();
    return Future.all(sizes).map(all -> all.<Integer>list().stream().mapToInt(n -> n).sum());
  }

  private static Future<Integer> size(Loop loop) {
    Promise<Integer> size = Promise.promise();
    loop.context().runOnContext(v -> size.complete(loop.connections().size()));
    return size.future();
  }

  private ConnectionSpread spread(int connections) {
    ConnectionSpread spread =
        new ConnectionSpread(connections, TimeUnit.SECONDS.toMillis(config.windowSeconds()));
    log.atInfo()
        .addKeyValue("event", "drain.closing")
        .addKeyValue("connections", connections)
        .addKeyValue("millis", spread.durationMillis())
        .log("closing connections with {}", closeCode.code());
    return spread;
  }

  private Future<Void> empty(Loop loop, ConnectionSpread spread) {
    Promise<Void> done = Promise.promise();
    loop.context()
        .runOnContext(
            v ->
                orFail(
                    done,
                    () -> {
                      ArrayDeque<Connection> all = new ArrayDeque<>();
                      loop.connections().forEach(all::add);
                      closeInTurn(
                          new Share(loop, all.size(), all, spread), nanoTime.getAsLong(), done);
                    }));
    return done.future();
  }

  /**
   * One loop's part.
   *
   * @param size how many it had
   * @param left those that are not closed yet
   */
  private record Share(Loop loop, int size, ArrayDeque<Connection> left, ConnectionSpread spread) {
    List<Connection> due(long elapsedMillis) {
      List<Connection> due = new ArrayList<>();
      while (left.size() > size - spread.due(size, elapsedMillis)) {
        due.add(left.remove());
      }
      return due;
    }
  }

  /** Else a fault would leave the stop waiting. */
  private static void orFail(Promise<Void> done, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error fault) {
      done.fail(fault);
    }
  }

  private void closeInTurn(Share share, long started, Promise<Void> done) {
    long elapsed = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - started);
    ConnectionSpread spread = share.spread();
    ConnectionLoop connections = share.loop().connections();
    // The reason is the same with every code: clients read their delay from it.
    connections.each(
        share.due(elapsed),
        connection ->
            connection.close(
                closeCode,
                CloseCode.SERVICE_RESTART.reason() + " retry-ms=" + spread.retryMillis()));
    boolean timeUp = elapsed > spread.durationMillis() + closeMillis;
    if (connections.size() == 0 || timeUp) {
      done.complete();
    } else {
      vertx.setTimer(STEP_MILLIS, t -> orFail(done, () -> closeInTurn(share, started, done)));
    }
  }

  private Future<Void> pause(long millis) {
    return millis == 0 ? Future.succeededFuture() : vertx.timer(millis).mapEmpty();
  }
}
