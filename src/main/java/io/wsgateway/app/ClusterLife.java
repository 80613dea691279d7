package io.wsgateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.backend.ClientNodes;
import io.wsgateway.backend.EventSender;
import io.wsgateway.cluster.BackendWatch;
import io.wsgateway.cluster.BusCheck;
import io.wsgateway.cluster.ClusterMember;
import io.wsgateway.cluster.Members;
import io.wsgateway.cluster.Node;
import io.wsgateway.config.ClusterConfig;
import io.wsgateway.config.CurrentConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.reference.Fingerprint;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.metrics.SendFailureMetrics;
import io.wsgateway.relay.Beacons;
import io.wsgateway.relay.NodeCalls;
import io.wsgateway.relay.NodePolls;
import io.wsgateway.relay.PauseWatch;
import io.wsgateway.relay.Probe;
import io.wsgateway.relay.Reachability;
import io.wsgateway.relay.VertxRelayBus;
import io.wsgateway.transport.BusLoop;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Manages a node's membership of the cluster: establishes contact with the other nodes before this
 * one accepts clients, and announces when it leaves. State belongs to the relay's loop; {@link
 * #begin} and {@link #leave} may be called on any thread.
 */
final class ClusterLife implements Members.Listener {
  private static final long UNCONFIRMED_MILLIS = TimeUnit.SECONDS.toMillis(20);

  /** After a pause, the news of which nodes were evicted arrives some seconds later. */
  private static final long WOKEN_MILLIS = TimeUnit.SECONDS.toMillis(10);

  /**
   * For how long a node that was paused waits to learn which users were blocked meanwhile, if the
   * nodes that it hears do not tell it.
   */
  private static final long LEARNING_MILLIS = TimeUnit.SECONDS.toMillis(30);

  /**
   * For how long a node that was paused doubts that others have left: until it has merged with
   * them. It asks a silent oldest member for up to 30 s first, merges 8 s later, and a call may
   * take 10 s.
   */
  private static final long DOUBT_MILLIS = TimeUnit.SECONDS.toMillis(60);

  private static final long LEAVE_SECONDS = 2;

  private final Loop loop;
  private final Members members;
  private final Beacons beacons;
  private final Reachability reachability;
  private final BackendWatch backends;
  private final Probe probe;
  private final Opening opening;
  private final EventSender events;
  private final ClientNodes clientNodes;
  private final NodeCalls calls;
  private final NodePolls polls;

  private ClusterLife(
      Loop loop,
      Members members,
      Beacons beacons,
      Reachability reachability,
      BackendWatch backends,
      Probe probe,
      Opening opening,
      EventSender events,
      ClientNodes clientNodes,
      NodeCalls calls,
      NodePolls polls) {
    this.loop = loop;
    this.members = members;
    this.beacons = beacons;
    this.reachability = reachability;
    this.backends = backends;
    this.probe = probe;
    this.opening = opening;
    this.events = events;
    this.clientNodes = clientNodes;
    this.calls = calls;
    this.polls = polls;
  }

  /**
   * Makes it for a node that has joined; it knows no other nodes until {@link #begin}.
   *
   * @param draining whether the node is draining now, which the other nodes are told
   */
  static ClusterLife of(
      NodeVertx node,
      ClusterMember member,
      CurrentConfig current,
      Wiring wiring,
      MeterRegistry registry,
      BooleanSupplier draining) {
    GatewayConfig config = current.get();
    AtomicLong settings = new AtomicLong();
    current.follow(next -> settings.set(Fingerprint.of(next)));
    Loop loop = wiring.relayLoop();
    ClusterConfig cluster = config.cluster();
    ClusterMeters meters = wiring.clusterMeters();
    ClusterMetrics metrics = meters.cluster();
    metrics.alone();
    Members members = member.members(loop, metrics, cluster.minMembers());
    Beacons beacons =
        new Beacons(
            loop,
            new Beacons.Self(wiring.self(), Version.current(), settings::get, draining),
            wiring.relay(),
            new VertxRelayBus(
                node.vertx(),
                node.registrations(),
                config.eventBus().prefix(),
                node.id(),
                new VertxRelayBus.Loops(loop, BusLoop.of(node.vertx())),
                Wiring.betweenNodesBytes(),
                wiring.fanoutMetrics()),
            members,
            metrics,
            wiring.fanoutMetrics());
    member.doubtsLosses(() -> beacons.pauses().perhapsEvictedWithin(DOUBT_MILLIS));
    NodeCalls calls =
        new NodeCalls(
            node.vertx(),
            node.registrations(),
            config.eventBus().prefix(),
            node.id(),
            loop,
            members,
            wiring.userCalls(),
            beacons.pauses()::isInService,
            wiring.fanoutMetrics());
    wiring.userCalls().among(calls);
    NodePolls polls = new NodePolls(loop, members, calls, wiring.polls());
    calls.polls(polls);
    wiring.polls().among(polls);
    beacons.tell(calls.exchange());
    BusCheck check = member.busCheck(node.vertx(), config.eventBus());
    Reachability reachability =
        new Reachability(loop, beacons, members, check, metrics, new SendFailureMetrics(registry));
    BackendWatch backends = member.backendWatch(loop, members, check, config, meters.backends());
    OpeningRule rule =
        new OpeningRule(
            cluster.minMembers(),
            TimeUnit.SECONDS.toMillis(cluster.aloneAfterSeconds()),
            UNCONFIRMED_MILLIS);
    Probe probe =
        new Probe(loop, cluster.probeSeconds(), wiring.relay(), beacons, members, meters.probe());
    Opening opening = new Opening(loop, rule, beacons, reachability::refusal);
    return new ClusterLife(
        loop,
        members,
        beacons,
        reachability,
        backends,
        probe,
        opening,
        wiring.events(),
        wiring.clientNodes(),
        calls,
        polls);
  }

  /** Detects pauses of this node. */
  PauseWatch pauses() {
    return beacons.pauses();
  }

  /** Decides when this node may accept clients. */
  Opening opening() {
    return opening;
  }

  /**
   * Whether this node was paused a moment ago, and knows of blocked users that it has not learned
   * yet. Any thread.
   */
  boolean learnsBlocks() {
    return calls.exchange().isBehind() && pauses().wokeWithin(LEARNING_MILLIS);
  }

  /** Begins to receive and to send; completes when this node is registered on the bus. */
  Future<Void> begin() {
    Promise<Void> begun = Promise.promise();
    loop.execute(
        () -> {
          members.follow(this);
          calls.exchange().onCaughtUp(opening::decide);
          calls
              .open()
              .compose(v -> beacons.start(opening::decide))
              .onSuccess(
                  v -> {
                    reachability.start(opening::decide);
                    backends.start();
                    probe.start();
                    opening.begin();
                  })
              .onComplete(begun);
        });
    return begun.future();
  }

  /** Announces that this node leaves, and receives nothing more. */
  Future<Void> leave() {
    Promise<Void> left = Promise.promise();
    loop.execute(
        () -> {
          reachability.stop();
          backends.stop();
          probe.stop();
          beacons
              .stop()
              .eventually(calls::close)
              .timeout(LEAVE_SECONDS, TimeUnit.SECONDS)
              .onComplete(done -> left.complete());
        });
    return left.future();
  }

  @Override
  public boolean isWoken() {
    return beacons.pauses().wokeWithin(WOKEN_MILLIS);
  }

  @Override
  public void joined(Node node) {
    clientNodes.joined(node);
    beacons.joined();
    opening.decide();
  }

  @Override
  public void left(Node node, boolean announced) {
    clientNodes.left(node);
    beacons.left(node);
    polls.left(node.id());
    opening.decide();
  }

  @Override
  public void lost(Node node) {
    events.nodeLost(node);
  }

  @Override
  public void back(Node node) {
    events.nodeBack(node);
  }
}
