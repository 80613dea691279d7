package io.wsgateway.app;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.config.DrainConfig;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.connection.EndReason;
import io.wsgateway.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drains a node. Readiness fails already when this begins. For {@code drain.acceptSeconds} the node
 * still accepts upgrades, then it refuses them. Then it closes every connection at the pace of
 * {@link ConnectionSpread}, which also gives each client a delay before it reconnects.
 */
final class Drain {
  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  /**
   * One event loop's part of the public port.
   *
   * @param loop where its connections live
   * @param connections the loop's connections
   */
  record Share(Loop loop, ConnectionLoop connections) {}

  private final DrainConfig config;
  private final long closeMillis;
  private final List<Share> shares;

  /**
   * Prepares a drain.
   *
   * @param closeSeconds how long a close may take at most, {@code keepAlive.closeSeconds}
   * @param shares one for each event loop, at least one
   */
  Drain(DrainConfig config, int closeSeconds, List<Share> shares) {
    this.config = config;
    this.closeMillis = TimeUnit.SECONDS.toMillis(closeSeconds);
    this.shares = shares;
  }

  /**
   * Drains the node.
   *
   * @param refuse makes the node refuse upgrades
   * @return completes when no connection is left, or when the time for closing is over; a loop that
   *     fails does not affect the others
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
              return Future.join(shares.stream().map(share -> empty(share, spread)).toList());
            })
        .onSuccess(v -> log.atInfo().addKeyValue("event", "drain.ended").log("drained"))
        .onFailure(
            fault ->
                log.atError()
                    .addKeyValue("event", "drain.failed")
                    .setCause(fault)
                    .log("draining failed; the remaining clients are disconnected"))
        .mapEmpty();
  }

  private Future<Integer> count() {
    List<Future<Integer>> sizes = shares.stream().map(Drain::size).toList();
    return Future.all(sizes).map(all -> all.<Integer>list().stream().mapToInt(n -> n).sum());
  }

  private static Future<Integer> size(Share share) {
    Promise<Integer> size = Promise.promise();
    share.loop().execute(() -> size.complete(share.connections().size()));
    return size.future();
  }

  private ConnectionSpread spread(int connections) {
    ConnectionSpread spread =
        new ConnectionSpread(connections, TimeUnit.SECONDS.toMillis(config.windowSeconds()));
    log.atInfo()
        .addKeyValue("event", "drain.closing")
        .addKeyValue("connections", connections)
        .addKeyValue("millis", spread.durationMillis())
        .log("closing connections with {}", config.closeCode());
    return spread;
  }

  private Future<Void> empty(Share share, ConnectionSpread spread) {
    Promise<Void> done = Promise.promise();
    share
        .loop()
        .execute(
            () ->
                orFail(
                    done,
                    () -> {
                      List<Connection> all = new ArrayList<>();
                      share.connections().forEach(all::add);
                      closeInTurn(
                          share,
                          new ClosingTurns(share, all, spread, EndReason.DRAIN),
                          spread,
                          done);
                    }));
    return done.future();
  }

  /** Runs a step and fails the promise if it throws; otherwise the stop would wait for ever. */
  private static void orFail(Promise<Void> done, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error fault) {
      done.fail(fault);
    }
  }

  private void closeInTurn(
      Share share, ClosingTurns turns, ConnectionSpread spread, Promise<Void> done) {
    turns.take();
    boolean timeUp = turns.elapsedMillis() > spread.durationMillis() + closeMillis;
    if (share.connections().size() == 0 || timeUp) {
      done.complete();
    } else {
      share
          .loop()
          .schedule(
              ClosingTurns.STEP_MILLIS,
              () -> orFail(done, () -> closeInTurn(share, turns, spread, done)));
    }
  }

  private Future<Void> pause(long millis) {
    if (millis == 0) {
      return Future.succeededFuture();
    }
    Promise<Void> over = Promise.promise();
    Loop loop = shares.get(0).loop();
    loop.execute(() -> loop.schedule(millis, over::complete));
    return over.future();
  }
}
