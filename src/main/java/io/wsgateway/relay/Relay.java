package io.wsgateway.relay;

import io.vertx.core.buffer.Buffer;
import io.wsgateway.channel.FaultLog;
import io.wsgateway.fanout.DeliveryFaults;
import io.wsgateway.fanout.Hub;
import io.wsgateway.fanout.Hubs;
import io.wsgateway.fanout.SubscriberCount;
import io.wsgateway.fanout.Upstream;
import io.wsgateway.fanout.WireFormats;
import io.wsgateway.limit.CappedCount;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Routes publications within a node and between nodes: takes what this node's loops publish, sends
 * it to every peer ({@link Peers}), receives what peers send, and passes both to the hubs of the
 * event loops that have subscribers ({@link Feeds}).
 *
 * <p>All of its state belongs to one loop. Publications enter in batches ({@link Outbox}), leave in
 * one envelope per peer and tick, and reach the hubs as one task per event loop and batch, so the
 * cost of changing threads is paid per batch. A message of this node takes the same path as one of
 * another, but for the bytes: what stays here is not encoded.
 *
 * <p>Two queues, both bounded in bytes, meet here: the publish queue ({@link #reserve}, refuses
 * when full) and the queue to each peer ({@link PeerLink}, drops when full).
 */
public final class Relay implements Upstream {
  private final Loop loop;
  private final RelayLimits limits;
  private final FanoutMetrics metrics;
  private final UnreadableMessages unreadable;
  private final CappedCount waiting;
  private final Peers peers;
  private final Departures departures;
  private final Receipts receipts;
  private final ProbeEcho probes;
  private final Feeds feeds;
  private final ForeignMessages foreign;
  private final Losses losses;
  private final Receptions receptions = new Receptions();
  private final Runnable flush = this::flush;
  private List<Envelope.Item> tick = new ArrayList<>();
  private List<IntConsumer> awaited = new ArrayList<>();
  private boolean urgent;
  private boolean flushDue;
  private Runnable first = () -> {};
  private volatile Peers.Queued queued = Peers.Queued.NOTHING;

  /**
   * Makes a relay without peers and hubs.
   *
   * @param loop owns its state
   * @param node this node's id
   * @param formats those of all subscribers
   */
  public Relay(
      Loop loop, String node, RelayLimits limits, WireFormats formats, FanoutMetrics metrics) {
    this.loop = loop;
    this.limits = limits;
    this.waiting = new CappedCount(limits.publishQueueBytes());
    this.metrics = metrics;
    this.unreadable = new UnreadableMessages(metrics);
    this.foreign = new ForeignMessages(metrics);
    FaultLog faults = DeliveryFaults.of(metrics);
    this.peers = new Peers(node, limits, metrics, faults);
    this.departures = new Departures(loop, peers, new Waits(loop, peers, metrics.confirm()));
    this.receipts = new Receipts(loop, peers, departures, limits.confirmMillis());
    this.probes = new ProbeEcho(peers);
    this.feeds = new Feeds(new Hubs(formats, faults), metrics, faults);
    this.losses = new Losses(loop, metrics, feeds::missed);
    metrics.relayQueue(this, r -> r.queued.most(), r -> r.queued.all());
  }

  /** Sets what runs before anything is sent or delivered: it detects a pause of this node. */
  void lookFirst(Runnable look) {
    first = look;
  }

  /** Makes the outbox for the publications of a loop. */
  public Outbox outbox(Loop from) {
    return new Outbox(from, this);
  }

  /**
   * Forgets a peer that left, and what is queued for it. Any thread.
   *
   * @param announced whether it had announced that
   */
  public void forget(String peer, boolean announced) {
    loop.execute(
        () -> {
          // Publishers that wait for something unsent learn that this peer has not received it.
          departures.leave(true);
          peers.vanished(peer);
          losses.add(peer, receptions.left(peer, announced));
          receipts.forget(peer);
        });
  }

  /** Takes an envelope that came from the node with that id. Any thread. */
  public void receive(String sender, Buffer bytes) {
    loop.execute(() -> arrived(sender, bytes));
  }

  /** Makes broadcasts to these patterns, those of this node's endpoints, cheap. Any thread. */
  public void index(List<ChannelPattern> patterns) {
    loop.execute(() -> feeds.index(patterns));
  }

  @Override
  public void register(Hub hub) {
    loop.execute(() -> feeds.register(hub));
  }

  @Override
  public void track(String channel, Hub hub) {
    loop.execute(() -> feeds.track(channel, hub));
  }

  @Override
  public void untrack(String channel, Hub hub) {
    loop.execute(() -> feeds.untrack(channel, hub));
  }

  @Override
  public void count(Hub hub, List<SubscriberCount> counts) {
    loop.execute(() -> feeds.count(hub, counts));
  }

  @Override
  public void fence(Runnable passed) {
    // What was accepted before has its flush due: it runs before the second turn.
    loop.execute(() -> loop.execute(passed));
  }

  /** Reserves room in the publish queue; false when there is none. Any thread. */
  boolean reserve(long bytes) {
    return waiting.tryAcquire(bytes);
  }

  /** Gives back room that was not used. Any thread. */
  void giveBack(long bytes) {
    waiting.release(bytes);
  }

  /**
   * The most that publications of one payload may take together: a small part of a peer's queue.
   */
  long sharedRunBytes() {
    return Math.min(EnvelopeWeight.ENVELOPE_BYTES, limits.relayQueueBytes() / 4);
  }

  /**
   * Accepts a batch whose room was reserved. Any thread.
   *
   * @param arrived called on the relay's loop when every peer has acknowledged the batch and all
   *     before it, or the wait has expired, with the number of peers that have not confirmed; null
   *     when no publisher waits for that
   */
  void accept(List<Envelope.Item> items, long bytes, @Nullable IntConsumer arrived) {
    loop.execute(
        () -> {
          waiting.release(bytes);
          tick.addAll(items);
          if (arrived == null) {
            urgent = true;
          } else {
            awaited.add(arrived);
          }
          flushSoon();
        });
  }

  /** Accepts an item for this node only, whose room was reserved. Any thread. */
  void acceptHere(Envelope.Item item, long bytes) {
    loop.execute(
        () -> {
          waiting.release(bytes);
          first.run();
          feeds.deliver(List.of(item));
        });
  }

  private void flushSoon() {
    if (!flushDue) {
      flushDue = true;
      loop.execute(flush);
    }
  }

  private void flush() {
    flushDue = false;
    first.run();
    List<Envelope.Item> items = tick;
    List<IntConsumer> publishers = awaited;
    boolean leavesNow = urgent;
    tick = new ArrayList<>();
    awaited = new ArrayList<>();
    urgent = false;
    peers.add(items);
    // Not before: envelopes may be sent at any time, and must contain what is waited for.
    publishers.forEach(departures::await);
    // Deliver here first: a publisher that learns that every node has it counts this node too.
    feeds.deliver(items);
    departures.leave(leavesNow);
    measure();
  }

  private void measure() {
    queued = peers.queued();
  }

  /** The nodes that the relay sends to. Called on the relay's loop. */
  Peers peers() {
    return peers;
  }

  /** Where this node's probes are answered. Called on the relay's loop. */
  ProbeEcho probes() {
    return probes;
  }

  /** Checks the peers, once a second. Called on the relay's loop. */
  void heartbeat() {
    measure();
    long now = loop.nanoTime();
    metrics.confirm().slowest(peers.owedNanos(now));
    peers.heartbeat(now);
    losses.heartbeat();
  }

  /** Whether anything has arrived from that node before. Called on the relay's loop. */
  boolean knows(String node) {
    return receptions.knows(node);
  }

  /**
   * Takes a peer's announcement of how far it is with this node. Any thread; processed after the
   * envelopes before it.
   *
   * @param base what it had for this node before its link; null if it does not say
   */
  void sent(String origin, LinkPosition position, @Nullable Long base) {
    loop.execute(
        () -> {
          Reception from = receptions.of(origin);
          long missing = from.sent(position, base);
          if (missing > 0) {
            losses.add(origin, missing);
            receipts.missed(origin);
          }
          from.takeHeld().forEach(arrival -> take(from, arrival));
        });
  }

  /** Processes an envelope that {@code sender} sent. Called on the relay's loop. */
  void arrived(String sender, Buffer bytes) {
    first.run();
    Envelope envelope;
    try {
      envelope = EnvelopeCodec.decode(bytes);
    } catch (EnvelopeException e) {
      unreadable.add("a relay message", String.valueOf(e.getMessage()));
      return;
    }
    String origin = envelope.head().origin();
    if (origin.equals(sender)) {
      take(receptions.find(origin), new Reception.Arrival(envelope, bytes.length()));
    } else {
      foreign.forged("an envelope", sender, origin);
    }
  }

  private void take(Reception from, Reception.Arrival arrival) {
    Envelope.Head head = arrival.envelope().head();
    if (from.isAhead(head)) {
      from.hold(arrival);
      return;
    }
    PeerLink link = peers.get(head.origin());
    if (link != null && head.confirmed() != null) {
      // Also for a duplicate: a repeated greeting carries newer confirmations.
      link.confirmed(head.confirmed(), loop.nanoTime());
    }
    // The first contact counts as a gap too, unless it is the first envelope.
    boolean beginsLate = from.isNew() && head.number() > (head.quiet() ? 0 : 1);
    long missing = from.arrived(head);
    if (missing < 0) {
      metrics.duplicate();
      return;
    }
    losses.add(head.origin(), missing);
    if (probes.take(arrival.envelope())) {
      flushSoon();
    }
    feeds.deliver(arrival.envelope().items());
    receipts.taken(head, missing == 0 && !beginsLate);
  }
}
