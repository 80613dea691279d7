package io.wsgateway.app;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.app.Drain.Share;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.EndReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Closes all connections of a node, each event loop its own, at the pace of a {@link
 * ConnectionSpread}.
 */
final class Closing {
  private final ConnectionSpread spread;
  private final long closeMillis;
  private final BooleanSupplier wanted;

  /**
   * Prepares it.
   *
   * @param closeMillis how long clients have to answer the last close
   * @param wanted nothing more is closed once this returns false; each loop calls it
   */
  Closing(ConnectionSpread spread, long closeMillis, BooleanSupplier wanted) {
    this.spread = spread;
    this.closeMillis = closeMillis;
    this.wanted = wanted;
  }

  /**
   * Closes what is connected now.
   *
   * @return completes when no connection is left, when the time for closing is over, or when it is
   *     not wanted any more; a loop that fails does not affect the others
   */
  Future<Void> run(List<Share> shares) {
    return Future.join(shares.stream().map(this::empty).toList()).mapEmpty();
  }

  private Future<Void> empty(Share share) {
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
                          share, new ClosingTurns(share, all, spread, EndReason.DRAIN), done);
                    }));
    return done.future();
  }

  /** Runs a step and fails the promise if it throws; otherwise the drain would never end. */
  private static void orFail(Promise<Void> done, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error fault) {
      done.fail(fault);
    }
  }

  private void closeInTurn(Share share, ClosingTurns turns, Promise<Void> done) {
    if (!wanted.getAsBoolean()) {
      done.complete();
      return;
    }
    turns.take();
    boolean timeUp = turns.elapsedMillis() > spread.durationMillis() + closeMillis;
    if (share.connections().size() == 0 || timeUp) {
      done.complete();
    } else {
      share
          .loop()
          .schedule(
              ClosingTurns.STEP_MILLIS, () -> orFail(done, () -> closeInTurn(share, turns, done)));
    }
  }
}
