package io.wsgateway.app;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.loop.Loop;
import io.wsgateway.relay.Beacons;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when this node may accept clients, by its {@link OpeningRule}: whenever the contact with
 * another node changes, and when a time limit of the rule passes. Belongs to the relay's loop;
 * queries may be made on any thread.
 */
final class Opening {
  private static final Logger log = LoggerFactory.getLogger(Opening.class);
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(5);
  private static final long ALONE_REMINDER_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final Loop loop;
  private final OpeningRule rule;
  private final Beacons beacons;
  private final Supplier<String> refusal;
  private final long joinedNanos;
  private final Promise<Void> open = Promise.promise();
  private boolean begun;
  private boolean due;
  private boolean patient = true;
  private boolean toldWhatIsMissing;
  private boolean toldThatItIsRefused;
  private volatile String waitingFor = "the other nodes";

  /**
   * Begins for a node that has just joined; decides nothing before {@link #begin}.
   *
   * @param refusal which nodes refuse this one, and why; empty unless all that answer do
   */
  Opening(Loop loop, OpeningRule rule, Beacons beacons, Supplier<String> refusal) {
    this.loop = loop;
    this.rule = rule;
    this.beacons = beacons;
    this.refusal = refusal;
    this.joinedNanos = loop.nanoTime();
  }

  /** Notes that the node can receive from now on. */
  void begin() {
    begun = true;
    loop.schedule(PATIENCE_MILLIS, this::losePatience);
    loop.schedule(Math.max(1, rule.unconfirmedMillis()), this::decide);
    loop.schedule(Math.max(1, rule.aloneMillis()), this::decide);
    decide();
  }

  /** Completes when this node may accept clients; fails when {@code stop} completes before. */
  Future<Void> opened(Future<Void> stop) {
    stop.onSuccess(
        v -> open.tryFail(new StartException("stopped while waiting for other nodes", null)));
    return open.future();
  }

  /** What keeps this node from accepting clients; empty when nothing does. Any thread. */
  String waitingFor() {
    return waitingFor;
  }

  /**
   * Notes that the contact with another node may have changed. The decision runs in a task of its
   * own, so that when several nodes join and leave together, it sees all of these changes.
   */
  void decide() {
    if (begun && !due && !waitingFor.isEmpty()) {
      due = true;
      loop.execute(this::decideNow);
    }
  }

  private void decideNow() {
    due = false;
    Set<String> unconfirmed = beacons.unconfirmed();
    int confirmed = beacons.confirmed();
    long elapsed = TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - joinedNanos);
    String refused = refusal.get();
    OpeningRule.Verdict verdict = rule.decide(confirmed, !refused.isEmpty(), unconfirmed, elapsed);
    if (verdict == OpeningRule.Verdict.REFUSED) {
      waitingFor = "refused by every node that answers: " + refused;
      sayThatItIsRefused(elapsed);
      return;
    }
    if (verdict == OpeningRule.Verdict.WAIT) {
      waitingFor =
          unconfirmed.isEmpty()
              ? confirmed
                  + " of "
                  + rule.minMembers()
                  + " nodes (cluster.minMembers) have two-way contact"
              : "these nodes have not confirmed yet that they send to this one, or not told it which"
                  + " users are blocked: "
                  + String.join(", ", unconfirmed);
      sayWhatIsMissing();
      return;
    }
    waitingFor = "";
    report(verdict, confirmed, unconfirmed);
    open.tryComplete();
  }

  private void losePatience() {
    patient = false;
    if (!waitingFor.isEmpty()) {
      sayWhatIsMissing();
    }
  }

  /** Logs once what is missing, when establishing contact takes longer than usual. */
  private void sayWhatIsMissing() {
    if (patient || toldWhatIsMissing || !beacons.unconfirmed().isEmpty()) {
      return;
    }
    toldWhatIsMissing = true;
    log.atInfo()
        .addKeyValue("event", "cluster.waiting")
        .addKeyValue("nodes", beacons.confirmed())
        .log(
            "not accepting clients yet: {} of {} nodes have two-way contact"
                + " (cluster.minMembers); without more, this node starts alone after"
                + " cluster.aloneAfterSeconds",
            beacons.confirmed(),
            rule.minMembers());
  }

  /** Logs once that this node is refused, when it would otherwise be in service. */
  private void sayThatItIsRefused(long elapsedMillis) {
    if (toldThatItIsRefused || elapsedMillis < rule.unconfirmedMillis()) {
      return;
    }
    toldThatItIsRefused = true;
    log.atError()
        .addKeyValue("event", "cluster.refused")
        .log(
            "not accepting clients: {}; this node stays out of service until one of them accepts"
                + " it or they have left",
            waitingFor);
  }

  private void report(OpeningRule.Verdict verdict, int confirmed, Set<String> unconfirmed) {
    switch (verdict) {
      case OPEN_ALONE -> alone();
      case OPEN_UNCONFIRMED ->
          log.atWarn()
              .addKeyValue("event", "cluster.unmet")
              .log(
                  "accepting clients although {} has not confirmed that it sends to this node:"
                      + " messages between the two may be lost; check that the event-bus port is"
                      + " reachable in both directions",
                  String.join(", ", unconfirmed));
      default ->
          log.atInfo()
              .addKeyValue("event", "cluster.ready")
              .addKeyValue("nodes", confirmed)
              .log("in service, nodes with two-way contact: {}", confirmed);
    }
  }

  private void alone() {
    int confirmed = beacons.confirmed();
    if (confirmed >= rule.minMembers()) {
      return;
    }
    log.atError()
        .addKeyValue("event", "cluster.alone")
        .addKeyValue("nodes", confirmed)
        .log(
            "only {} of {} nodes have two-way contact (cluster.minMembers), accepting clients"
                + " anyway (cluster.aloneAfterSeconds): check cluster.discovery and the"
                + " ports; if fewer nodes are meant to run, set cluster.minMembers: {}",
            confirmed,
            rule.minMembers(),
            confirmed);
    loop.schedule(ALONE_REMINDER_MILLIS, this::alone);
  }
}
