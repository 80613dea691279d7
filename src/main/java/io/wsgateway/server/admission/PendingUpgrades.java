package io.wsgateway.server.admission;

import static io.wsgateway.server.admission.HandshakeOutcome.ACCEPTED;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.wsgateway.channel.FaultLog;
import io.wsgateway.loop.Loop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the asynchronous checks of upgrades. While a check runs, the connection is held. The number
 * of pending upgrades and the time of each are limited; upgrades beyond that are refused as on a
 * busy node. Belongs to one event loop.
 */
final class PendingUpgrades {
  /** How many upgrades of an event loop may be pending. */
  static final int MAX = 1000;

  /**
   * How long all checks of an upgrade may take together, in milliseconds: reading keys takes 5 s.
   */
  static final long MILLIS = 6000;

  private final Loop loop;
  private final Holder holder;
  private final FaultLog faults;
  private final Set<Pending> pending = new LinkedHashSet<>();

  /** Holds connections while their upgrades are pending. */
  interface Holder {
    /**
     * Holds the connection of an upgrade.
     *
     * @param gone runs when the client disconnects
     * @return to be run when the upgrade is refused
     */
    Runnable hold(UpgradeRequest upgrade, Runnable gone);
  }

  PendingUpgrades(Loop loop, Holder holder, FaultLog faults) {
    this.loop = loop;
    this.holder = holder;
    this.faults = faults;
  }

  /** Runs the checks one after the other; {@code then} receives the outcome once, on this loop. */
  void run(UpgradeRequest upgrade, List<UpgradeCheck> checks, Consumer<HandshakeOutcome> then) {
    if (checks.isEmpty()) {
      then.accept(ACCEPTED);
    } else {
      new Pending(upgrade, checks, then).from(0);
    }
  }

  /** Refuses all pending upgrades. */
  void refuseAll(HandshakeOutcome outcome) {
    List.copyOf(pending).forEach(waiting -> waiting.end(outcome));
  }

  /** An upgrade whose checks are running. */
  private final class Pending {
    private final UpgradeRequest upgrade;
    private final List<UpgradeCheck> checks;
    private final Consumer<HandshakeOutcome> then;

    /** The check in progress; outcomes of earlier ones are ignored. */
    private int current;

    private boolean over;
    private @Nullable Runnable drop;
    private Loop.@Nullable Timer timer;

    Pending(UpgradeRequest upgrade, List<UpgradeCheck> checks, Consumer<HandshakeOutcome> then) {
      this.upgrade = upgrade;
      this.checks = checks;
      this.then = then;
    }

    void from(int first) {
      for (current = first; current < checks.size(); current++) {
        Future<HandshakeOutcome> asked = ask(checks.get(current));
        if (!asked.isComplete()) {
          await(asked);
          return;
        }
        HandshakeOutcome outcome = outcome(asked);
        if (outcome != ACCEPTED) {
          end(outcome);
          return;
        }
      }
      end(ACCEPTED);
    }

    @SuppressWarnings("NullAway") // a check may be wrong
    private Future<HandshakeOutcome> ask(UpgradeCheck check) {
      try {
        Future<HandshakeOutcome> asked = check.check(upgrade);
        return asked == null ? Future.failedFuture("no outcome") : asked;
      } catch (RuntimeException e) {
        return Future.failedFuture(e);
      }
    }

    private void await(Future<HandshakeOutcome> asked) {
      if (drop == null && !hold()) {
        upgrade.refused(Refusal.pendingUpgrades(MAX));
        end(HandshakeOutcome.ADMISSION_LAG);
        return;
      }
      int awaited = current;
      asked.onComplete(result -> loop.execute(() -> goOn(awaited, result)));
    }

    private boolean hold() {
      if (pending.size() >= MAX) {
        return false;
      }
      pending.add(this);
      drop = holder.hold(upgrade, () -> end(HandshakeOutcome.FAILED));
      timer = loop.schedule(MILLIS, this::late);
      return true;
    }

    private void late() {
      upgrade.refused(Refusal.slowChecks(MILLIS));
      end(HandshakeOutcome.ADMISSION_LAG);
    }

    private void goOn(int awaited, AsyncResult<HandshakeOutcome> result) {
      if (over || awaited != current) {
        return;
      }
      HandshakeOutcome outcome = outcome(result);
      if (outcome == ACCEPTED) {
        from(current + 1);
      } else {
        end(outcome);
      }
    }

    @SuppressWarnings("NullAway") // a check may be wrong
    private HandshakeOutcome outcome(AsyncResult<HandshakeOutcome> result) {
      if (result.succeeded() && result.result() != null) {
        return result.result();
      }
      faults.add(result.failed() ? result.cause() : new NullPointerException("no outcome"));
      return HandshakeOutcome.FAILED;
    }

    void end(HandshakeOutcome outcome) {
      if (over) {
        return;
      }
      over = true;
      upgrade.decided();
      pending.remove(this);
      if (timer != null) {
        timer.cancel();
      }
      // A connection that is accepted to be refused goes on, and so does its input.
      if (drop != null && outcome != ACCEPTED && outcome.endReason() == null) {
        drop.run();
      }
      then.accept(outcome);
    }
  }
}
