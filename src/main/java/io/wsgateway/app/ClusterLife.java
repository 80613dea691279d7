package io.wsgateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.wsgateway.backend.EventSender;
import io.wsgateway.cluster.ClusterSeat;
import io.wsgateway.cluster.Members;
import io.wsgateway.cluster.Node;
import io.wsgateway.config.BusTlsConfig;
import io.wsgateway.config.ClusterConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.TlsConfig;
import io.wsgateway.config.reference.Fingerprint;
import io.wsgateway.connection.TlsFiles;
import io.wsgateway.fanout.Beacons;
import io.wsgateway.fanout.RelayBus;
import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.metrics.TlsMetrics.Listener;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's life among others: it meets them before it takes clients, and tells them when it leaves.
 * State belongs to the relay's context; the questions may be asked on any thread.
 */
final class ClusterLife implements Members.Listener {
  private static final Logger log = LoggerFactory.getLogger(ClusterLife.class);
  private static final long LOOK_MILLIS = 100;
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(5);
  private static final long UNMET_MILLIS = TimeUnit.SECONDS.toMillis(20);
  private static final long ALONE_REMINDER_MILLIS = TimeUnit.MINUTES.toMillis(1);
  private static final long LEAVE_SECONDS = 2;

  private final Vertx vertx;
  private final Context context;
  private final ClusterSeat seat;
  private final EventSender events;
  private final Beacons beacons;
  private final Members members;
  private final OpeningRule rule;
  private final @Nullable TlsConfig busTls;
  private final MeterRegistry registry;
  private final long joinedNanos = System.nanoTime();
  private final Promise<Void> open = Promise.promise();
  private boolean saidWaiting;
  private volatile String waitingFor = "the other nodes";

  /** Knows nobody until {@link #begin}. */
  ClusterLife(
      NodeVertx node,
      ClusterSeat seat,
      GatewayConfig config,
      Wiring wiring,
      MeterRegistry registry) {
    ClusterConfig cluster = config.cluster();
    BusTlsConfig bus = config.eventBus().tls();
    this.busTls = bus == null ? null : bus.pair();
    this.registry = registry;
    this.vertx = node.vertx();
    this.context = wiring.relayContext();
    this.events = wiring.events();
    this.seat = seat;
    this.rule =
        new OpeningRule(
            cluster.minMembers(),
            TimeUnit.SECONDS.toMillis(cluster.aloneAfterSeconds()),
            UNMET_MILLIS);
    ClusterMetrics metrics = new ClusterMetrics(registry);
    this.members = seat.members(context, metrics);
    this.beacons =
        new Beacons(
            vertx,
            new Beacons.Self(
                new Node(node.id(), config.node().name()),
                Version.current(),
                Fingerprint.of(config)),
            wiring.relay(),
            new RelayBus(
                vertx,
                node.registrations(),
                config.eventBus().prefix(),
                node.id(),
                wiring.fanoutMetrics()),
            members,
            metrics);
  }

  /** Begins to hear and to be heard; completes when this node is registered on the bus. */
  Future<Void> begin() {
    Promise<Void> begun = Promise.promise();
    context.runOnContext(
        v -> {
          members.follow(this);
          watchTls()
              .compose(w -> beacons.start())
              .onSuccess(s -> vertx.setPeriodic(LOOK_MILLIS, this::look))
              .onComplete(begun);
        });
    return begun.future();
  }

  /** The event bus keeps the certificate that it began with: what is new is only told about. */
  private Future<Void> watchTls() {
    return TlsFiles.load(vertx, Listener.EVENT_BUS, busTls, registry)
        .onSuccess(files -> files.ifPresent(f -> f.watch(List.of())))
        .mapEmpty();
  }

  /** Completes when this node may take clients; fails when {@code stop} completes before. */
  Future<Void> opened(Future<Void> stop) {
    stop.onSuccess(
        v -> open.tryFail(new StartException("stopped while waiting for other nodes", null)));
    return open.future();
  }

  /** What keeps this node from taking clients; empty when nothing does. */
  String waitingFor() {
    return waitingFor;
  }

  /** Whether the member in this process works. */
  boolean isMemberRunning() {
    return seat.isRunning();
  }

  /** Tells the others, and hears nothing more. */
  Future<Void> leave() {
    Promise<Void> left = Promise.promise();
    context.runOnContext(
        v ->
            beacons
                .stop()
                .timeout(LEAVE_SECONDS, TimeUnit.SECONDS)
                .onComplete(done -> left.complete()));
    return left.future();
  }

  @Override
  public void joined(Node node) {
    // It counts from its first beacon on.
  }

  @Override
  public void left(Node node, boolean announced) {
    beacons.left(node);
    if (!announced) {
      events.nodeLost(new EventSender.Origin(node.name(), node.id()));
    }
  }

  private void look(long timer) {
    Set<String> unmet = beacons.unmet();
    int met = beacons.met();
    long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - joinedNanos);
    OpeningRule.Verdict verdict = rule.decide(met, unmet, elapsed);
    if (verdict == OpeningRule.Verdict.WAIT) {
      sayForWhat(met, unmet);
      waitingFor =
          unmet.isEmpty()
              ? met + " of " + rule.minMembers() + " nodes (cluster.minMembers) see each other"
              : "no beacon yet that names this node from " + String.join(", ", unmet);
      return;
    }
    vertx.cancelTimer(timer);
    waitingFor = "";
    report(verdict, met, unmet);
    if (verdict == OpeningRule.Verdict.OPEN_ALONE) {
      vertx.setPeriodic(ALONE_REMINDER_MILLIS, this::remindOfBeingAlone);
    }
    open.tryComplete();
  }

  /** Once, when it has waited for longer than finding each other takes. */
  private void sayForWhat(int met, Set<String> unmet) {
    long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - joinedNanos);
    if (!saidWaiting && elapsed >= PATIENCE_MILLIS && unmet.isEmpty()) {
      saidWaiting = true;
      log.atInfo()
          .addKeyValue("event", "cluster.waiting")
          .addKeyValue("nodes", met)
          .log(
              "no clients yet: {} of {} nodes see each other (cluster.minMembers); without more it"
                  + " goes on alone after cluster.aloneAfterSeconds",
              met,
              rule.minMembers());
    }
  }

  private void report(OpeningRule.Verdict verdict, int met, Set<String> unmet) {
    switch (verdict) {
      case OPEN_ALONE -> alone(met);
      case OPEN_UNMET ->
          log.atWarn()
              .addKeyValue("event", "cluster.unmet")
              .log(
                  "taking clients although no beacon names this node from {}: messages between us"
                      + " may be lost; can the event bus's port be reached both ways?",
                  String.join(", ", unmet));
      default ->
          log.atInfo()
              .addKeyValue("event", "cluster.ready")
              .addKeyValue("nodes", met)
              .log("in service, nodes that see each other: {}", met);
    }
  }

  private void remindOfBeingAlone(long timer) {
    if (beacons.met() >= rule.minMembers()) {
      vertx.cancelTimer(timer);
    } else {
      alone(beacons.met());
    }
  }

  private void alone(int met) {
    log.atError()
        .addKeyValue("event", "cluster.alone")
        .addKeyValue("nodes", met)
        .log(
            "only {} of {} nodes see each other (cluster.minMembers), taking clients all the same"
                + " (cluster.aloneAfterSeconds): check cluster.discovery and the ports; where fewer"
                + " nodes are meant to run, set cluster.minMembers: {}",
            met,
            rule.minMembers(),
            met);
  }
}
