package io.wsgateway.app;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.api.ApiError;
import io.wsgateway.api.ApiFailure;
import io.wsgateway.api.DrainControl;
import io.wsgateway.config.DrainConfig;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.loop.Loop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drains a node that is in service, and takes it back into service.
 *
 * <p>Readiness fails from the first instant. For {@code drain.acceptSeconds} the node still accepts
 * upgrades, then it refuses them. Then it closes every connection ({@link Closing}). An operator
 * may undo this at any moment, until a signal stops the node: from then on it only goes forward.
 *
 * <p>Each drain has a number. A task of a drain that was undone finds another number, and does
 * nothing. Thread-safe; no call waits.
 */
final class Drain implements DrainControl {
  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  /** How often the connections that are left are counted. */
  private static final long LOOK_MILLIS = 1000;

  /** Every so many counts, a line of the log shows the progress. */
  private static final int LOOKS_PER_LINE = 5;

  /**
   * One event loop's part of the public port.
   *
   * @param loop where its connections live
   * @param connections the loop's connections
   */
  record Share(Loop loop, ConnectionLoop connections) {}

  /** The public port. */
  interface Port {
    /** One for each event loop, at least one; always the same. */
    List<Share> shares();

    /** Refuses upgrades; completes when that is in effect. */
    Future<Void> refuseUpgrades();

    /** Accepts upgrades again; completes when that is in effect on each loop. */
    Future<Void> takeUpgrades();
  }

  /** How far a drain is. */
  private enum Phase {
    /** There is none. */
    SERVING,
    /** Upgrades are still accepted. */
    ACCEPTING,
    /** Connections are closed in turn. */
    CLOSING,
    /** No connection is left, or the time to close them is over. */
    DRAINED
  }

  private final DrainConfig config;
  private final long closeMillis;
  private final Port port;
  private final Loop loop;
  private Promise<Void> drained = Promise.promise();
  private boolean leaving;
  private volatile Phase phase = Phase.SERVING;
  private volatile int number;
  private volatile int remaining;

  /**
   * Prepares for a node in service.
   *
   * @param closeSeconds how long a close may take at most, {@code keepAlive.closeSeconds}
   */
  Drain(DrainConfig config, int closeSeconds, Port port) {
    this.config = config;
    this.closeMillis = TimeUnit.SECONDS.toMillis(closeSeconds);
    this.port = port;
    this.loop = port.shares().get(0).loop();
  }

  boolean isDraining() {
    return phase != Phase.SERVING;
  }

  /** How many connections a drain still has to end, at its last count; 0 without a drain. */
  int remaining() {
    return remaining;
  }

  /**
   * Drains the node for good; a drain that has begun goes on from where it is.
   *
   * @return completes when no connection is left, or when the time for closing is over; fails if
   *     draining failed
   */
  synchronized Future<Void> stop() {
    leaving = true;
    begin("signal");
    return drained.future();
  }

  @Override
  public synchronized Future<Status> drain() {
    begin("api");
    return status();
  }

  @Override
  public synchronized Future<Status> undrain() {
    if (leaving) {
      return Future.failedFuture(
          new ApiFailure(
              ApiError.UNAVAILABLE, "this node is stopping and cannot return to service"));
    }
    if (phase == Phase.SERVING) {
      return status();
    }
    number++;
    phase = Phase.SERVING;
    remaining = 0;
    log.atInfo()
        .addKeyValue("event", "drain.undone")
        .log("back in service: connections are accepted again, and no more are closed");
    // When every loop has been there, none of them closes anything any more.
    return port.takeUpgrades().compose(v -> status());
  }

  @Override
  public Future<Status> status() {
    return count().map(n -> new Status(isDraining(), phase == Phase.DRAINED, n));
  }

  private synchronized void begin(String by) {
    if (phase != Phase.SERVING) {
      return;
    }
    int mine = ++number;
    drained = Promise.promise();
    phase = Phase.ACCEPTING;
    log.atInfo()
        .addKeyValue("event", "drain.started")
        .addKeyValue("by", by)
        .addKeyValue("acceptSeconds", config.acceptSeconds())
        .addKeyValue("windowSeconds", config.windowSeconds())
        .log("draining");
    loop.execute(() -> step(mine, () -> accept(mine, loop.nanoTime())));
    loop.execute(() -> step(mine, () -> look(mine, 0)));
  }

  /** Runs a step of the drain with this number, unless that is over; a fault ends the drain. */
  private synchronized void step(int mine, Runnable step) {
    if (mine != number || phase == Phase.DRAINED) {
      return;
    }
    try {
      step.run();
    } catch (RuntimeException | Error fault) {
      end(mine, Future.failedFuture(fault));
    }
  }

  private void accept(int mine, long sinceNanos) {
    long passed = TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - sinceNanos);
    long left = TimeUnit.SECONDS.toMillis(config.acceptSeconds()) - passed;
    if (left > 0) {
      // In short steps, so that no timer outlives a drain that is undone for long.
      loop.schedule(Math.min(left, LOOK_MILLIS), () -> step(mine, () -> accept(mine, sinceNanos)));
      return;
    }
    phase = Phase.CLOSING;
    port.refuseUpgrades()
        .compose(v -> count())
        .compose(connections -> close(mine, connections))
        .onComplete(outcome -> end(mine, outcome));
  }

  private Future<Void> close(int mine, int connections) {
    if (mine != number) {
      return Future.succeededFuture();
    }
    ConnectionSpread spread =
        new ConnectionSpread(connections, TimeUnit.SECONDS.toMillis(config.windowSeconds()));
    log.atInfo()
        .addKeyValue("event", "drain.closing")
        .addKeyValue("connections", connections)
        .addKeyValue("millis", spread.durationMillis())
        .log("closing connections with {}", config.closeCode());
    return new Closing(spread, closeMillis, () -> mine == number).run(port.shares());
  }

  private synchronized void end(int mine, AsyncResult<Void> outcome) {
    if (mine != number || phase == Phase.DRAINED) {
      return;
    }
    phase = Phase.DRAINED;
    if (outcome.succeeded()) {
      log.atInfo().addKeyValue("event", "drain.ended").log("drained");
    } else {
      log.atError()
          .addKeyValue("event", "drain.failed")
          .setCause(outcome.cause())
          .log("draining failed; the remaining clients are disconnected when the node stops");
    }
    drained.handle(outcome);
  }

  /** Counts what is left, again and again; a client may stay a moment longer than the drain. */
  private void look(int mine, int looks) {
    count().onSuccess(connections -> counted(mine, looks, connections));
  }

  private synchronized void counted(int mine, int looks, int connections) {
    if (mine != number) {
      return;
    }
    remaining = connections;
    if (phase == Phase.DRAINED && connections == 0) {
      return;
    }
    if (phase != Phase.DRAINED && looks > 0 && looks % LOOKS_PER_LINE == 0) {
      log.atInfo()
          .addKeyValue("event", "drain.progress")
          .addKeyValue("remaining", connections)
          .log("draining, connections left: {}", connections);
    }
    loop.schedule(LOOK_MILLIS, () -> look(mine, looks + 1));
  }

  private Future<Integer> count() {
    List<Future<Integer>> sizes = port.shares().stream().map(Drain::size).toList();
    return Future.all(sizes).map(all -> all.<Integer>list().stream().mapToInt(n -> n).sum());
  }

  private static Future<Integer> size(Share share) {
    Promise<Integer> size = Promise.promise();
    share.loop().execute(() -> size.complete(share.connections().size()));
    return size.future();
  }
}
