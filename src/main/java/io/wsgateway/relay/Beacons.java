package io.wsgateway.relay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.cluster.Membership;
import io.wsgateway.cluster.Node;
import io.wsgateway.loop.Loop;
import io.wsgateway.loop.PausedLook;
import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges heartbeats between nodes: sends this node's beacon once a second and receives the
 * others'.
 *
 * <p>A node begins to send its publications to another when it receives the other's first beacon: a
 * node registers for envelopes before it sends beacons, so nothing is sent to an address without a
 * consumer. The first envelope is empty. Once it has been sent, the sender's beacons list the new
 * node among its peers, which confirms the contact. A node that all others have confirmed misses
 * nothing from then on; until then it must not accept clients ({@link #unconfirmed}).
 *
 * <p>State belongs to the relay's loop, where everything is called.
 */
public final class Beacons implements RelayBus.Receiver {
  private static final long HEARTBEAT_MILLIS = 1000;

  /** How long to wait after the final heartbeat for what others sent before they received it. */
  private static final long LEAVE_MILLIS = 100;

  private final Loop loop;
  private final Self self;
  private final Relay relay;
  private final RelayBus bus;
  private final Membership members;
  private final PeerHealthReport report;
  private final UnreadableMessages unreadable;
  private final ForeignMessages foreign;
  private final HeardNodes heard = new HeardNodes();
  private final ExpectedPeers expected = new ExpectedPeers();
  private final PauseWatch pauses;
  private Runnable changed = () -> {};
  private BlockNews blocks = BlockNews.NONE;
  private Loop.@Nullable Timer next;
  private boolean leaving;
  private long sentMillis;
  private final PausedLook looks;

  /**
   * What a node's beacons say about the node itself.
   *
   * @param settings a fingerprint of the configuration that all nodes must share; it may change
   * @param draining whether the node is draining now
   */
  public record Self(Node node, String release, LongSupplier settings, BooleanSupplier draining) {}

  /**
   * Sends and receives nothing until {@link #start}.
   *
   * @param loop the relay's
   */
  public Beacons(
      Loop loop,
      Self self,
      Relay relay,
      RelayBus bus,
      Membership members,
      ClusterMetrics metrics,
      FanoutMetrics fanoutMetrics) {
    this.loop = loop;
    this.self = self;
    this.relay = relay;
    this.bus = bus;
    this.members = members;
    this.report = new PeerHealthReport(self.settings(), metrics);
    this.unreadable = new UnreadableMessages(fanoutMetrics);
    this.foreign = new ForeignMessages(fanoutMetrics);
    this.looks = new PausedLook(loop.nanoTime());
    this.pauses = new PauseWatch(loop, self.node().id(), metrics, new Others());
    relay.lookFirst(pauses::look);
  }

  /** Detects pauses of this node. */
  public PauseWatch pauses() {
    return pauses;
  }

  /** Sets what the beacons say about blocked users. Call it before {@link #start}. */
  public void tell(BlockNews news) {
    blocks = news;
  }

  private final class Others implements PauseWatch.Others {
    @Override
    public Map<String, KnownPeer> known() {
      return heard.known(members());
    }

    @Override
    public Set<String> members() {
      return members.others().keySet();
    }
  }

  /**
   * Begins to receive envelopes, then beacons, then begins to send this node's beacons.
   *
   * @param onConfirmed run whenever {@link #confirmed} changes because of a beacon
   */
  public Future<Void> start(Runnable onConfirmed) {
    changed = onConfirmed;
    return bus.open(this)
        .onSuccess(
            v -> {
              heartbeat();
              pauses.begin();
            });
  }

  /**
   * The other nodes that have not confirmed yet that they send to this one, or that have not told
   * it yet which users are blocked, by name.
   */
  public Set<String> unconfirmed() {
    return members.others().values().stream()
        .filter(n -> !isConfirmed(n.id()) || blocks.isBehind(n.id()))
        .map(Node::name)
        .collect(Collectors.toSet());
  }

  /** How many nodes have two-way contact with this one, which counts too. */
  public int confirmed() {
    return 1 + (int) members.others().keySet().stream().filter(this::isConfirmed).count();
  }

  /** Whether a node has two-way contact with this one. */
  boolean isConfirmed(String node) {
    PeerHealth peer = heard.get(node);
    return peer != null && peer.sendsTo(self.node().id());
  }

  /** What is known from a node's beacons; null when none has arrived. */
  @Nullable PeerHealth health(String node) {
    return heard.get(node);
  }

  /** Tells the others that this node leaves, then receives nothing more. */
  public Future<Void> stop() {
    leaving = true;
    pauses.end();
    if (next != null) {
      next.cancel();
    }
    return bus.publishBeacon(BeaconCodec.encode(now()))
        .eventually(this::pause)
        .onComplete(v -> relay.peers().awaitNoMore())
        .eventually(bus::close);
  }

  private Future<Void> pause() {
    Promise<Void> over = Promise.promise();
    loop.schedule(LEAVE_MILLIS, over::complete);
    return over.future();
  }

  /** A node joined the cluster; it is a peer from its first beacon on. */
  public void joined() {
    expect();
  }

  /** A node left the cluster. */
  public void left(Node node) {
    PeerHealth gone = heard.remove(node.id());
    relay.forget(node.id(), gone != null && gone.isLeaving());
    blocks.left(node.id());
    expect();
  }

  private void heartbeat() {
    if (leaving) {
      return;
    }
    next = loop.schedule(HEARTBEAT_MILLIS, this::heartbeat);
    pauses.look();
    long now = loop.nanoTime();
    // After a pause every node seems silent until what arrived meanwhile has been read.
    if (!looks.comesAfterPause(now)) {
      report.look(heard.all(), members.others(), now);
    }
    expect();
    relay.heartbeat();
    relay.peers().greetUnreached();
    send();
  }

  /** Leaves out nodes that are leaving: they confirm nothing more. */
  private void expect() {
    Set<String> staying = new HashSet<>(members.others().keySet());
    staying.removeIf(heard::isLeaving);
    relay.peers().expect(expected.of(staying, loop.nanoTime()));
  }

  private void send() {
    Beacon beacon = now();
    pauses.sent(beacon.sentMillis());
    bus.publishBeacon(BeaconCodec.encode(beacon));
  }

  private Beacon now() {
    return new Beacon(
        self.node().id(),
        self.node().name(),
        leaving,
        nextMillis(),
        self.release(),
        self.settings().getAsLong(),
        relay.peers().positions(leaving),
        relay.peers().bases(),
        heard.echoes(),
        members.isMinority(),
        true,
        self.draining().getAsBoolean(),
        blocks.number());
  }

  /** Each beacon has a later time than the one before, so that receivers know which is newer. */
  private long nextMillis() {
    long now = loop.wallMillis();
    sentMillis = PeerHealth.isAfter(now, sentMillis) ? now : sentMillis + 1;
    return sentMillis;
  }

  @Override
  public void envelope(String sender, Buffer bytes) {
    // Also accept what a node sent before it left, and what it still sends.
    if (members.others().containsKey(sender) || relay.knows(sender)) {
      relay.arrived(sender, bytes);
    } else {
      foreign.unknown();
    }
  }

  @Override
  public void beacon(String sender, Buffer bytes) {
    pauses.look();
    if (sender.equals(self.node().id())) {
      return;
    }
    // A node's first beacon may arrive before the news that it joined: the next one counts.
    if (!members.others().containsKey(sender)) {
      foreign.unknown();
      return;
    }
    try {
      Beacon beacon = BeaconCodec.decode(bytes);
      if (beacon.node().equals(sender)) {
        heard(beacon);
      } else {
        foreign.forged("a beacon", sender, beacon.node());
      }
    } catch (EnvelopeException e) {
      unreadable.add("a beacon", String.valueOf(e.getMessage()));
    }
  }

  /** Passes on how far the sender is with this node; returns false if it sends nothing here. */
  private boolean told(Beacon beacon) {
    LinkPosition position = beacon.positions().get(self.node().id());
    if (position != null) {
      relay.sent(beacon.node(), position, beacon.bases().get(self.node().id()));
    }
    return position != null;
  }

  private void heard(Beacon beacon) {
    String node = beacon.node();
    PeerHealth known = heard.get(node);
    if (known != null && !known.isNews(beacon)) {
      return;
    }
    boolean before = isConfirmed(node);
    boolean left = known != null && known.isLeaving();
    heard.heard(beacon, loop.wallMillis(), loop.nanoTime());
    members.heard(node, beacon.inMinority());
    if (beacon.leaving()) {
      told(beacon);
      members.announced(node);
      relay.peers().remove(node);
      return;
    }
    if (left) {
      members.stays(node);
    }
    // Before the node may count as awake, or as confirmed.
    blocks.heard(node, beacon.blocks());
    PeerLink link = relay.peers().add(node, bus);
    if (told(beacon)) {
      link.answers();
    }
    link.named(beacon.name());
    if (beacon.answersProbes()) {
      link.modern();
    }
    if (known == null || left) {
      expect();
      link.greet().onSuccess(v -> send());
    }
    pauses.heard(beacon);
    if (before != isConfirmed(node)) {
      changed.run();
    }
  }
}
