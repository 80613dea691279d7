package io.wsgateway.relay;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.metrics.ConfirmMetrics.Outcome;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.transport.BusFailures;
import org.jspecify.annotations.Nullable;

/**
 * The outbound link to one peer: what this tick brings, and what waits ({@link PeerQueue}). Over
 * the bound a tick's batch is dropped and counted; its number is used up, so the receiver counts it
 * too. Belongs to the relay's loop.
 */
final class PeerLink {
  private final String origin;
  private final long id;
  private final RelayBus.Sender sender;
  private final PeerQueue queue;
  private final FanoutMetrics metrics;
  private final Confirmations confirmations;
  private String name = "";
  private boolean modern;
  private boolean answers;
  private boolean reached;
  private boolean onlyGreeted;
  private @Nullable LinkPosition receipt;
  private Buffer items = Buffer.buffer();
  private int count;

  /** Whether a client may miss something of that. */
  private boolean matters;

  /**
   * Nothing is sent yet.
   *
   * @param origin this node's id
   * @param id higher than that of any link before
   * @param sender sends to the peer
   * @param budget how much may wait
   * @param confirmations who waits for the peer
   */
  PeerLink(
      String origin,
      long id,
      RelayBus.Sender sender,
      PeerBudget budget,
      Confirmations confirmations,
      FanoutMetrics metrics) {
    this.origin = origin;
    this.id = id;
    this.sender = sender;
    this.queue = new PeerQueue(budget, this::send);
    this.confirmations = confirmations;
    this.metrics = metrics;
  }

  /** What the peer wants to receive: everything, until nodes tell each other what they want. */
  Envelope.Interest interest() {
    return Envelope.Interest.EVERYTHING;
  }

  /** The peer reads envelopes without a number of their own. */
  void modern() {
    modern = true;
  }

  /** Adds what no client misses. */
  void addQuiet(Buffer item) {
    items.appendBuffer(item);
    count++;
  }

  /** Adds to what this tick brings; what does not fit into one envelope leaves as several. */
  void add(Buffer item) {
    try {
      if (count > 0 && items.length() + item.length() > queue.envelopeBytes()) {
        flush(false);
      }
    } finally {
      items.appendBuffer(item);
      count++;
      matters = true;
    }
  }

  /** The peer sends to this node, so that it can confirm. */
  void answers() {
    answers = true;
  }

  /**
   * Whether an envelope has left for the peer. The first one looks up where the peer listens, which
   * takes as long as the member that holds this entry takes to answer: until it is evicted, if it
   * is frozen.
   */
  boolean isReached() {
    return reached;
  }

  /** The last envelope on its way to this peer; what waits behind it has its number already. */
  LinkPosition position() {
    return new LinkPosition(id, queue.sent());
  }

  /** The last envelope made for this peer, be it dropped, waiting or sent. */
  LinkPosition last() {
    return new LinkPosition(id, queue.made());
  }

  /** What people call the peer. */
  void named(String text) {
    name = text;
  }

  /** What people call the peer; its number among links until that is known. */
  String name() {
    return name.isEmpty() ? "of link " + id : name;
  }

  /** Once a second: what is owed is asked for again, since the question may be lost. */
  void heartbeat() {
    if (confirmations.heartbeat()) {
      flush(true);
    }
  }

  /** How many envelopes were made for this peer, those included that were dropped or wait. */
  long made() {
    return queue.made();
  }

  /** What waits for the peer, in bytes as the heap counts them. */
  long queuedBytes() {
    return queue.bytes();
  }

  /** Notes that the peer wants to be told that this envelope of its own was taken. */
  void confirm(LinkPosition arrived) {
    receipt = arrived;
  }

  /** The peer has taken this envelope. */
  void confirmed(LinkPosition arrived, long now) {
    if (arrived.link() == id) {
      confirmations.confirmed(arrived.number(), now);
    }
  }

  /**
   * Waits until the peer has taken the last envelope, which asked to be confirmed.
   *
   * @return false if the peer cannot say so, since it is only joining
   */
  boolean await(Wait wait, long now) {
    if (answers) {
      confirmations.await(queue.made(), now, wait);
    }
    return answers;
  }

  /** Whether the peer is worth waiting for. */
  Confirmations confirmations() {
    return confirmations;
  }

  /**
   * Sends an envelope that may be empty, so that where the peer listens is looked up now and not
   * when there is something to say.
   *
   * @return completes when it has left
   */
  Future<Void> greet() {
    if (onlyGreeted && !reached) {
      queue.restart(); // it takes the place of the greeting before, or the peer would miss that
    }
    return flush(true);
  }

  /**
   * The peer is gone, or goes, and is waited for no more. What was made for it before gets a number
   * all the same: only what has one can be missed. One that leaves is still sent it.
   */
  void end(Outcome outcome) {
    flush(false);
    if (outcome != Outcome.LEFT) {
      queue.clear();
    }
    confirmations.end(outcome);
  }

  /**
   * Sends what there is, or nothing.
   *
   * @param confirm whether the peer is to say that it took this, even if nothing is in it
   * @return completes when it has left; fails if it was dropped or could not leave
   */
  Future<Void> flush(boolean confirm) {
    if (count == 0 && !confirm && receipt == null) {
      return Future.succeededFuture();
    }
    onlyGreeted = queue.made() == 0 && count == 0;
    Buffer batch = items;
    int batchCount = count;
    boolean quiet = modern && !matters;
    items = Buffer.buffer();
    count = 0;
    matters = false;
    Future<Void> left = queue.offer(batch, batchCount, quiet, confirm);
    if (left == null && !quiet) {
      metrics.relayDropped(batchCount);
      confirmations.failed(queue.made());
    }
    if (left == null) {
      return Future.failedFuture("the queue to the peer is full");
    }
    return left;
  }

  private Future<Void> send(
      long number, boolean quiet, boolean confirm, int itemCount, Buffer batch) {
    Envelope.Head head = new Envelope.Head(origin, id, number, quiet, confirm, receipt);
    receipt = null;
    return sender
        .send(EnvelopeCodec.encode(head, itemCount, batch))
        .onComplete(
            sent -> {
              reached |= sent.succeeded();
              if (sent.failed()) {
                if (!quiet || confirm) {
                  confirmations.failed(number);
                }
                metrics.sendFailed(BusFailures.of(sent.cause()));
              }
            });
  }
}
