package io.wsgateway.relay;

import io.vertx.core.buffer.Buffer;
import io.wsgateway.channel.FaultLog;
import io.wsgateway.metrics.ConfirmMetrics.Outcome;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other nodes that this one sends its publications to, with a link to each. Belongs to the
 * relay's loop.
 */
final class Peers {
  private static final Logger log = LoggerFactory.getLogger(Peers.class);

  private final String self;
  private final RelayLimits limits;
  private final PeerBudget budget;
  private final FanoutMetrics metrics;
  private final FaultLog faults;
  private final Map<String, PeerLink> links = new HashMap<>();
  private Set<String> expected = new HashSet<>();
  private final Bases bases = new Bases();
  private boolean awaited = true;
  private long linksMade;

  /** Begins without peers; {@code self} is this node's id. */
  Peers(String self, RelayLimits limits, FanoutMetrics metrics, FaultLog faults) {
    this.self = self;
    this.limits = limits;
    this.budget = new PeerBudget(limits.relayQueueBytes(), limits.allPeersBytes());
    this.metrics = metrics;
    this.faults = faults;
  }

  /** The link to a node, made over that bus if there is none. */
  PeerLink add(String node, RelayBus bus) {
    PeerLink link =
        links.computeIfAbsent(
            node,
            n -> {
              bases.begin(n);
              return new PeerLink(
                  self, ++linksMade, bus.sender(n), budget, confirmations(), metrics);
            });
    budget.peers(links.size());
    return link;
  }

  private Confirmations confirmations() {
    return new Confirmations(
        TimeUnit.MILLISECONDS.toNanos(limits.confirmMillis()), metrics.confirm());
  }

  /** The link to a node that is a peer. */
  @Nullable PeerLink get(String node) {
    return links.get(node);
  }

  /** Removes a node that announced that it leaves and accepts nothing more. */
  void remove(String node) {
    remove(node, Outcome.LEFT);
  }

  /** Removes a node that left. */
  void vanished(String node) {
    remove(node, Outcome.FAILED);
  }

  private void remove(String node, Outcome outcome) {
    PeerLink link = links.remove(node);
    expected.remove(node);
    if (link != null) {
      link.end(outcome);
      bases.end(node, link.made());
      budget.peers(links.size());
    }
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  /** Adds items to the links of the peers that they go to. */
  void add(List<Envelope.Item> items) {
    boolean anyMatters = false;
    // A failure for one item or peer must not affect the others.
    for (Envelope.Item item : items) {
      boolean matters = !ProbeEcho.isProbe(item);
      anyMatters |= matters;
      try {
        add(item, matters);
      } catch (Throwable e) {
        faults.add(e);
      }
    }
    if (anyMatters) {
      bases.batch();
    }
  }

  /**
   * Sends what was added.
   *
   * @param confirm whether every peer is to acknowledge what it got so far, even if nothing is new
   */
  void flush(boolean confirm) {
    for (PeerLink link : links.values()) {
      try {
        link.flush(confirm);
      } catch (Throwable e) {
        faults.add(e);
      }
    }
  }

  /** {@code matters}: a client may miss it. */
  private void add(Envelope.Item item, boolean matters) {
    Buffer bytes = null;
    for (PeerLink link : links.values()) {
      if (item.goesTo(link.interest())) {
        // Encoded once for all of them.
        bytes = bytes == null ? EnvelopeCodec.encode(item) : bytes;
        add(link, bytes, matters);
      }
    }
  }

  private void add(PeerLink link, Buffer bytes, boolean matters) {
    try {
      if (matters) {
        link.add(bytes);
      } else {
        link.addQuiet(bytes);
      }
    } catch (Throwable e) { // the other peers still get it
      faults.add(e);
    }
  }

  /**
   * Waits until every peer has acknowledged what it was sent. A member without two-way contact is
   * not waited for and counts as unconfirmed.
   */
  void await(Wait wait, long now) {
    expected.stream().filter(node -> !links.containsKey(node)).forEach(node -> unlinked(wait));
    links.forEach(
        (node, link) -> {
          if (!awaited) {
            end(wait, Outcome.FAILED);
            return;
          }
          back(link, now);
          if (!link.await(wait, now) && expected.contains(node)) {
            unlinked(wait);
          }
        });
  }

  private static void unlinked(Wait wait) {
    end(wait, Outcome.UNLINKED);
  }

  private static void end(Wait wait, Outcome outcome) {
    wait.expect();
    wait.ended(outcome);
  }

  /** The nodes from which a confirmation is due, with a link or without. */
  void expect(Set<String> nodes) {
    expected = new HashSet<>(nodes);
  }

  /** After how long the next wait expires; {@link Long#MAX_VALUE} if there is none. */
  long remainingNanos(long now) {
    long least = Long.MAX_VALUE;
    for (PeerLink link : links.values()) {
      least = Math.min(least, link.confirmations().remainingNanos(now));
    }
    return least;
  }

  /** Ends the expired waits: those peers are late. */
  void expire(long now) {
    links.forEach(
        (node, link) -> {
          if (link.confirmations().expire(now)) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(link.confirmations().outNanos());
            log.atWarn()
                .addKeyValue("event", "relay.late")
                .addKeyValue("node", link.name())
                .addKeyValue("seconds", seconds)
                .log(
                    "node {} has not confirmed messages within {} ms: for {} s, and until it has"
                        + " caught up, backends get replies without waiting for it",
                    link.name(),
                    limits.confirmMillis(),
                    seconds);
          }
        });
  }

  /**
   * Checks which peers are waited for again, and asks those that owe a confirmation. Called once a
   * second.
   */
  void heartbeat(long now) {
    links.forEach(
        (node, link) -> {
          back(link, now);
          try {
            link.heartbeat();
          } catch (Throwable e) { // the others are still checked
            faults.add(e);
          }
        });
  }

  private static void back(PeerLink link, long now) {
    if (link.confirmations().returns(now)) {
      log.atInfo()
          .addKeyValue("event", "relay.confirms")
          .addKeyValue("node", link.name())
          .log("node {} has caught up, and backends' replies wait for it again", link.name());
    }
  }

  /** Ends all waits: peers acknowledge nothing of a node that leaves. */
  void awaitNoMore() {
    links.values().forEach(link -> link.confirmations().end(Outcome.FAILED));
    awaited = false;
  }

  /** For how long the slowest peer has owed a confirmation; 0 if none owes one. */
  long owedNanos(long now) {
    long most = 0;
    for (PeerLink link : links.values()) {
      most = Math.max(most, link.confirmations().owedNanos(now));
    }
    return most;
  }

  /** Greets the peers again that nothing has reached yet. */
  void greetUnreached() {
    links.values().stream().filter(link -> !link.isReached()).forEach(PeerLink::greet);
  }

  /** How far this node is with each peer that it reaches. */
  Map<String, LinkPosition> positions() {
    return positions(false);
  }

  /**
   * Like {@link #positions()}.
   *
   * @param all includes what is queued here: a node that leaves does not send it any more
   */
  Map<String, LinkPosition> positions(boolean all) {
    Map<String, LinkPosition> positions = new HashMap<>();
    links.forEach(
        (node, link) -> {
          if (link.isReached()) {
            positions.put(node, all ? link.last() : link.position());
          }
        });
    return positions;
  }

  /** For each of these peers, what this node had for it before its link. */
  Map<String, Long> bases() {
    return bases.of(positions().keySet());
  }

  /** What is queued for peers, in bytes of heap. */
  Queued queued() {
    long most = 0;
    long all = 0;
    for (PeerLink link : links.values()) {
      most = Math.max(most, link.queuedBytes());
      all += link.queuedBytes();
    }
    return new Queued(most, all);
  }

  /** The bytes that are queued for the slowest peer, and for all. */
  record Queued(long most, long all) {
    static final Queued NOTHING = new Queued(0, 0);
  }
}
