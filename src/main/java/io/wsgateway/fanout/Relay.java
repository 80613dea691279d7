package io.wsgateway.fanout;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.channel.FaultLog;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The middle of a node: takes what this node's contexts publish, sends it to every peer ({@link
 * PeerLink}), takes what peers send, and hands both to the hubs of the event loops that have
 * subscribers ({@link Feeds}).
 *
 * <p>All of its state belongs to one context. Publications enter in batches ({@link Outbox}), leave
 * in one envelope per peer and tick, and reach the hubs as one task per event loop and batch, so
 * the cost of crossing is paid per batch. A message of this node goes the same way as one of
 * another, but for the bytes: what stays here is not encoded.
 *
 * <p>Two queues end or begin here, both bounded in bytes: what waits to be taken ({@link #reserve},
 * refused when full) and what waits at a peer ({@link PeerLink}, dropped when full).
 */
public final class Relay {
  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  private final Context context;
  private final String node;
  private final RelayLimits limits;
  private final FanoutMetrics metrics;
  private final AtomicLong waiting = new AtomicLong();
  private final FaultLog faults;
  private final Feeds feeds;
  private final Map<String, PeerLink> links = new HashMap<>();
  private final Map<String, Origin> origins = new HashMap<>();
  private List<Envelope.Item> tick = new ArrayList<>();
  private List<Runnable> awaited = new ArrayList<>();
  private boolean flushDue;
  private boolean waitsForPeers = true;
  private Peers peers = Peers.NONE;
  private long linksMade;
  private volatile long slowestPeer;

  /**
   * Makes a relay without peers and hubs.
   *
   * @param context the context that owns its state
   * @param node this node's id
   */
  public Relay(Context context, String node, RelayLimits limits, FanoutMetrics metrics) {
    this.context = context;
    this.node = node;
    this.limits = limits;
    this.metrics = metrics;
    this.faults = DeliveryFaults.of(metrics);
    this.feeds = new Feeds(metrics, faults);
    metrics.relayQueue(this, r -> r.slowestPeer);
  }

  /** A way in for publications made on a context. */
  public Outbox outbox(Context from) {
    return new Outbox(from, this);
  }

  /** From now on publications go to these peers too. Any thread. */
  public void connect(Peers others) {
    context.runOnContext(v -> peers = others);
  }

  /** A peer is gone: what is kept for it goes too. Any thread. */
  public void forget(String peer) {
    context.runOnContext(
        v -> {
          unlink(peer);
          origins.remove(peer);
        });
  }

  /** Takes an envelope of a peer. Any thread. */
  public void receive(Buffer bytes) {
    context.runOnContext(v -> arrived(bytes));
  }

  /** Makes broadcasts to these patterns, those of this node's endpoints, cheap. Any thread. */
  public void index(List<ChannelPattern> patterns) {
    context.runOnContext(v -> feeds.index(patterns));
  }

  /** Adds an event loop's hub. Any thread; its calls follow behind. */
  void register(Hub hub) {
    context.runOnContext(v -> feeds.register(hub));
  }

  /** A hub has its first subscriber of a channel. Called on the hub's loop. */
  void track(String channel, Hub hub) {
    context.runOnContext(v -> feeds.track(channel, hub));
  }

  /** A hub's last subscriber of a channel is gone. Called on the hub's loop. */
  void untrack(String channel, Hub hub) {
    context.runOnContext(v -> feeds.untrack(channel, hub));
  }

  /** A hub reports who is behind. Called on the hub's loop. */
  void count(Hub hub, List<LoopCongestion.Counts> counts) {
    context.runOnContext(v -> feeds.count(hub, counts));
  }

  /** Books room among what waits for the relay; false when there is none. Any thread. */
  boolean reserve(long bytes) {
    if (waiting.addAndGet(bytes) > limits.publishQueueBytes()) {
      waiting.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Gives back room that was not used. Any thread. */
  void giveBack(long bytes) {
    waiting.addAndGet(-bytes);
  }

  /** What publications of one payload may weigh together: a small part of a peer's queue. */
  long sharedRunBytes() {
    return Math.min(PeerLink.ENVELOPE_BYTES, limits.relayQueueBytes() / 4);
  }

  /**
   * Takes a batch whose room was booked. Any thread.
   *
   * @param arrived run on the relay's context when the batch, and all before it, has arrived at
   *     every peer; null when nobody waits for that
   */
  void accept(List<Envelope.Item> items, long bytes, @Nullable Runnable arrived) {
    context.runOnContext(
        v -> {
          waiting.addAndGet(-bytes);
          tick.addAll(items);
          if (arrived != null) {
            awaited.add(arrived);
          }
          flushSoon();
        });
  }

  /** Takes an item for this node only, whose room was booked. Any thread. */
  void acceptHere(Envelope.Item item, long bytes) {
    context.runOnContext(
        v -> {
          waiting.addAndGet(-bytes);
          feeds.deliver(List.of(item));
        });
  }

  private void flushSoon() {
    if (!flushDue) {
      flushDue = true;
      context.runOnContext(v -> flush());
    }
  }

  private void flush() {
    flushDue = false;
    List<Envelope.Item> items = tick;
    List<Runnable> waiters = awaited;
    tick = new ArrayList<>();
    awaited = new ArrayList<>();
    sendToPeers(items, !waiters.isEmpty());
    guarded(() -> feeds.deliver(items));
    if (!waiters.isEmpty()) {
      awaitPeers(() -> waiters.forEach(Runnable::run));
    }
  }

  private void awaitPeers(Runnable done) {
    if (links.isEmpty() || !waitsForPeers) {
      done.run();
      return;
    }
    AtomicInteger missing = new AtomicInteger(links.size());
    for (PeerLink link : links.values()) {
      link.await(
          () -> {
            if (missing.decrementAndGet() == 0) {
              done.run();
            }
          });
    }
  }

  private void sendToPeers(List<Envelope.Item> items, boolean confirm) {
    for (Envelope.Item item : items) {
      guarded(() -> sendToPeers(item));
    }
    links.values().forEach(link -> guarded(() -> link.flush(node, peers, confirm)));
    measure();
  }

  private void sendToPeers(Envelope.Item item) {
    Set<String> nodes = peers.of(item.target());
    if (nodes.isEmpty()) {
      return;
    }
    Buffer bytes = EnvelopeCodec.encode(item);
    for (String peer : nodes) {
      PeerLink link = link(peer);
      link.add(bytes);
      if (link.isFull()) {
        link.flush(node, peers, false);
      }
    }
  }

  /** One item or peer for which it fails must not keep the others from theirs. */
  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      faults.add(e);
    }
  }

  private void measure() {
    slowestPeer = links.values().stream().mapToLong(PeerLink::inFlight).max().orElse(0);
  }

  /** The way to a peer, made if there is none. Called on the relay's context. */
  PeerLink link(String peer) {
    return links.computeIfAbsent(
        peer, p -> new PeerLink(p, ++linksMade, limits.relayQueueBytes(), metrics));
  }

  /** A peer takes nothing more. Called on the relay's context. */
  void unlink(String peer) {
    PeerLink link = links.remove(peer);
    if (link != null) {
      link.end();
    }
  }

  /** Waits for no peer any more: they take nothing from a node that leaves. On its context. */
  void waitNoMore() {
    links.values().forEach(PeerLink::end);
    waitsForPeers = false;
  }

  /** Looks after those who wait for peers, once a second. Called on the relay's context. */
  void beat() {
    measure();
    links.forEach(
        (peer, link) -> {
          if (link.beat()) {
            log.atWarn()
                .addKeyValue("event", "relay.late")
                .addKeyValue("node", peer)
                .log(
                    "node {} has not confirmed what it was sent for a second: backends are"
                        + " answered without it until it does, and may find their order lost there",
                    peer);
          }
        });
  }

  /**
   * Sends a peer an envelope that may be empty, so that where it listens is looked up now and not
   * when there is something to say. Called on the relay's context.
   *
   * @return completes when it has left
   */
  Future<Void> greet(String peer) {
    return link(peer).flush(node, peers, true);
  }

  /** Whether anything has left for a peer yet. Called on the relay's context. */
  boolean reaches(String peer) {
    return link(peer).isReached();
  }

  /** How far this node is with each peer that it reaches. Called on the relay's context. */
  Map<String, Tail> tails() {
    Map<String, Tail> tails = new HashMap<>();
    links.forEach(
        (peer, link) -> {
          if (link.isReached()) {
            tails.put(peer, link.tail());
          }
        });
    return tails;
  }

  /** A peer says how far it is with this node. Any thread; behind the envelopes before it. */
  void sent(String origin, Tail tail) {
    context.runOnContext(
        v -> {
          long missing = origins.computeIfAbsent(origin, o -> new Origin()).sent(tail);
          if (missing > 0) {
            metrics.lost(missing);
          }
        });
  }

  private void arrived(Buffer bytes) {
    Envelope envelope;
    try {
      envelope = EnvelopeCodec.decode(bytes);
    } catch (EnvelopeException e) {
      metrics.unreadable();
      log.atWarn()
          .addKeyValue("event", "relay.unreadable")
          .log("dropped a relay message: {}", e.getMessage());
      return;
    }
    Envelope.Head head = envelope.head();
    long missing =
        origins
            .computeIfAbsent(head.origin(), o -> new Origin())
            .arrived(head.link(), head.number());
    if (missing < 0) {
      metrics.duplicate();
      return;
    }
    if (missing > 0) {
      metrics.lost(missing);
    }
    feeds.deliver(envelope.items());
    // A peer whose beacon was not heard yet has no link, and does not wait for an answer yet.
    PeerLink link = links.get(head.origin());
    if (link != null && head.confirm()) {
      link.confirm(head.tail());
      flushSoon();
    }
    if (link != null && head.confirmed() != null) {
      link.confirmed(head.confirmed());
    }
  }
}
