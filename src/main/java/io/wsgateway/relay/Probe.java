package io.wsgateway.relay;

import io.wsgateway.cluster.Membership;
import io.wsgateway.cluster.Node;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ProbeMetrics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes to all nodes at intervals, as a client would, and measures which of them receive it and
 * how fast. Anything that keeps publications from another node shows here, even if no other part
 * detects it.
 *
 * <p>Every node of the cluster is expected to answer, even if no beacon of it ever arrived.
 * Exceptions are nodes that are starting or leaving, and release 0.1.0, which does not answer.
 *
 * <p>State belongs to the relay's loop, where everything is called.
 */
public final class Probe {
  private static final Logger log = LoggerFactory.getLogger(Probe.class);
  private static final long MAX_WAIT_MILLIS = TimeUnit.SECONDS.toMillis(5);
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A timer that fires so much too late shows that this process was paused, not the others. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Loop loop;
  private final long periodMillis;
  private final long waitMillis;
  private final Relay relay;
  private final Outbox outbox;
  private final Beacons beacons;
  private final Membership members;
  private final ProbeMetrics metrics;
  private final Map<String, Long> sinceNanos = new HashMap<>();
  private final Set<String> lost = new HashSet<>();
  private final Map<String, Node> awaited = new HashMap<>();
  private String current = "";
  private long sentNanos;
  private long number;
  private Loop.@Nullable Timer next;

  /**
   * Sends nothing before {@link #start}.
   *
   * @param loop the relay's
   * @param seconds how often; 0: never
   */
  public Probe(
      Loop loop,
      int seconds,
      Relay relay,
      Beacons beacons,
      Membership members,
      ProbeMetrics metrics) {
    this.loop = loop;
    this.periodMillis = TimeUnit.SECONDS.toMillis(seconds);
    this.waitMillis = Math.min(periodMillis, MAX_WAIT_MILLIS);
    this.relay = relay;
    this.outbox = relay.outbox(loop);
    this.beacons = beacons;
    this.members = members;
    this.metrics = metrics;
  }

  /** Begins. */
  public void start() {
    if (periodMillis > 0) {
      relay.probes().onAnswer(this::answered);
      next = loop.schedule(periodMillis, this::send);
    }
  }

  /** Stops sending and expecting answers. */
  public void stop() {
    if (next != null) {
      next.cancel();
    }
    awaited.clear();
  }

  private void send() {
    next = loop.schedule(waitMillis, this::judge);
    sentNanos = loop.nanoTime();
    current = Long.toString(++number);
    expect();
    if (!awaited.isEmpty()) {
      outbox.publish(ProbeEcho.probe(current, loop.wallMillis()));
    }
  }

  private void expect() {
    Map<String, Node> others = members.others();
    sinceNanos.keySet().retainAll(others.keySet());
    lost.retainAll(others.keySet());
    for (Node node : others.values()) {
      long since = sinceNanos.computeIfAbsent(node.id(), id -> sentNanos);
      if (sentNanos - since >= START_NANOS && answers(node)) {
        awaited.put(node.id(), node);
      }
    }
  }

  /** Whether the node answers probes, as far as is known. */
  private boolean answers(Node node) {
    PeerHealth health = beacons.health(node.id());
    return health == null || (health.answersProbes() && !health.isLeaving());
  }

  private void answered(String node, String probe) {
    Node answering = probe.equals(current) ? awaited.remove(node) : null;
    if (answering == null) {
      return;
    }
    metrics.answered(loop.nanoTime() - sentNanos);
    if (lost.remove(node)) {
      log.atInfo()
          .addKeyValue("event", "cluster.probe.answered")
          .addKeyValue("node", answering.name())
          .log("node {} answers probes again", answering.name());
    }
  }

  private void judge() {
    next = loop.schedule(Math.max(1, periodMillis - waitMillis), this::send);
    long waitedNanos = loop.nanoTime() - sentNanos;
    if (waitedNanos - TimeUnit.MILLISECONDS.toNanos(waitMillis) < PAUSE_NANOS) {
      awaited.values().stream()
          .filter(node -> members.others().containsKey(node.id()) && answers(node))
          .forEach(this::missed);
    }
    awaited.clear();
  }

  private void missed(Node node) {
    metrics.lost();
    if (lost.add(node.id())) {
      log.atWarn()
          .addKeyValue("event", "cluster.probe.lost")
          .addKeyValue("node", node.name())
          .log(
              "node {} has not answered a probe in time: publications from this node do not"
                  + " reach it, or its answers do not reach this node",
              node.name());
    }
  }
}
