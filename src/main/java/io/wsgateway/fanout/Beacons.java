package io.wsgateway.fanout;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.cluster.Members;
import io.wsgateway.cluster.Node;
import io.wsgateway.metrics.ClusterMetrics;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The sign of life that nodes give each other: sends this node's once a second, hears the others'.
 *
 * <p>A node begins to send its publications to another when it hears its first beacon: the other
 * registers for envelopes before it beats, so that nothing is sent to where nobody listens. It
 * begins with an empty envelope, and when that has left, its beacons name the newcomer among those
 * that are sent to. A node that is named by all others misses nothing from then on; until then it
 * must take no clients ({@link #unmet}).
 *
 * <p>State belongs to the relay's context, where everything is called.
 */
public final class Beacons {
  private static final long BEAT_MILLIS = 1000;
  private static final long LAST_BREATH_MILLIS = 100;

  private final Vertx vertx;
  private final Self self;
  private final Relay relay;
  private final RelayBus bus;
  private final Members members;
  private final PulseReport report;
  private final Map<String, Pulse> pulses = new HashMap<>();
  private long timer = -1;
  private boolean leaving;

  /**
   * What a node tells of itself.
   *
   * @param settings a fingerprint of the configuration that all nodes must share
   */
  public record Self(Node node, String release, long settings) {}

  /** Silent until {@link #start}. */
  public Beacons(
      Vertx vertx, Self self, Relay relay, RelayBus bus, Members members, ClusterMetrics metrics) {
    this.vertx = vertx;
    this.self = self;
    this.relay = relay;
    this.bus = bus;
    this.members = members;
    this.report = new PulseReport(self.settings(), metrics);
  }

  /** Opens this node for envelopes, then for beacons, then begins to beat. */
  public Future<Void> start() {
    relay.connect(bus.peers());
    return bus.open(relay::receive, this::heard)
        .onSuccess(
            v -> {
              timer = vertx.setPeriodic(0, BEAT_MILLIS, t -> beat());
            });
  }

  /** The other nodes that do not send to this one yet, by name. */
  public Set<String> unmet() {
    return members.others().values().stream()
        .filter(n -> !met(n.id()))
        .map(Node::name)
        .collect(Collectors.toSet());
  }

  /** How many nodes see each other, this one included. */
  public int met() {
    return 1 + (int) members.others().keySet().stream().filter(this::met).count();
  }

  /** Tells the others that this node leaves, then hears nothing more. */
  public Future<Void> stop() {
    leaving = true;
    vertx.cancelTimer(timer);
    // A breath in between, in which this node hears its own, too.
    return bus.beat(BeaconCodec.encode(now()))
        .eventually(() -> vertx.timer(LAST_BREATH_MILLIS))
        .onComplete(v -> relay.waitNoMore())
        .eventually(bus::close);
  }

  /** A node left the cluster; one that joined is a peer from its first beacon on. */
  public void left(Node node) {
    pulses.remove(node.id());
    bus.peers().remove(node.id());
    relay.forget(node.id());
  }

  private void beat() {
    report.look(pulses, members.others());
    relay.beat();
    pulses.keySet().stream().filter(node -> !relay.reaches(node)).forEach(relay::greet);
    send();
  }

  private void send() {
    bus.beat(BeaconCodec.encode(now()));
  }

  private Beacon now() {
    return new Beacon(
        self.node().id(),
        self.node().name(),
        leaving,
        System.currentTimeMillis(),
        self.release(),
        self.settings(),
        relay.tails());
  }

  private void heard(Buffer bytes) throws EnvelopeException {
    Beacon beacon = BeaconCodec.decode(bytes);
    String node = beacon.node();
    // Its first beacon may come before the news that it joined: the next one counts.
    if (!members.others().containsKey(node)) {
      return;
    }
    if (beacon.leaving()) {
      members.announced(node);
      bus.peers().remove(node);
      relay.unlink(node);
      return;
    }
    boolean first = !pulses.containsKey(node);
    pulses
        .computeIfAbsent(node, n -> new Pulse())
        .beat(beacon, System.currentTimeMillis(), System.nanoTime());
    PeerLink link = relay.link(node);
    Tail tail = beacon.tails().get(self.node().id());
    if (tail != null) {
      relay.sent(node, tail);
      link.answers();
    }
    if (first) {
      bus.peers().add(node);
      relay.greet(node).onSuccess(v -> send());
    }
  }

  private boolean met(String node) {
    Pulse pulse = pulses.get(node);
    return pulse != null && pulse.sendsTo(self.node().id());
  }
}
