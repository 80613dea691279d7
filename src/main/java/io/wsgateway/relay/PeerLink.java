package io.wsgateway.relay;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.metrics.ConfirmMetrics.Outcome;
import io.wsgateway.metrics.FanoutMetrics;
import io.wsgateway.transport.BusFailures;
import org.jspecify.annotations.Nullable;

/**
 * The outbound link to one peer: what was added in this tick, and what is queued ({@link
 * PeerQueue}). Over the bound a tick's batch is dropped and counted; its number is used up, so the
 * receiver counts it too. Belongs to the relay's loop.
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

  /** Whether a client could miss something of that. */
  private boolean matters;

  /**
   * Nothing is sent yet.
   *
   * @param origin this node's id
   * @param id higher than that of any link before
   * @param sender sends to the peer
   * @param budget how much may be queued
   * @param confirmations the waits for the peer
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

  /** Notes that the peer can read envelopes without a number of their own. */
  void modern() {
    modern = true;
  }

  /** Adds an item that no client would miss. */
  void addQuiet(Buffer item) {
    items.appendBuffer(item);
    count++;
  }

  /** Adds an item to this tick; what does not fit into one envelope is sent as several. */
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

  /** Notes that the peer sends to this node, so it can confirm. */
  void answers() {
    answers = true;
  }

  /**
   * Whether an envelope has been sent to the peer. The first one looks up where the peer listens,
   * which takes as long as the member that holds this entry takes to answer; if that member is
   * frozen, until it is evicted.
   */
  boolean isReached() {
    return reached;
  }

  /** The last envelope in flight to this peer; what is queued after it has its number already. */
  LinkPosition position() {
    return new LinkPosition(id, queue.sent());
  }

  /** The last envelope made for this peer, whether dropped, queued or sent. */
  LinkPosition last() {
    return new LinkPosition(id, queue.made());
  }

  /** Sets the peer's configured name. */
  void named(String text) {
    name = text;
  }

  /** The peer's configured name; its number among links until that is known. */
  String name() {
    return name.isEmpty() ? "of link " + id : name;
  }

  /**
   * Called once a second: asks again for confirmations that are owed, since the question may be
   * lost.
   */
  void heartbeat() {
    if (confirmations.heartbeat()) {
      flush(true);
    }
  }

  /** How many envelopes were made for this peer, including dropped and queued ones. */
  long made() {
    return queue.made();
  }

  /** What is queued for the peer, in bytes of heap. */
  long queuedBytes() {
    return queue.bytes();
  }

  /** Notes that the peer asks for a confirmation of this envelope of its own. */
  void confirm(LinkPosition arrived) {
    receipt = arrived;
  }

  /** Notes that the peer acknowledged this envelope. */
  void confirmed(LinkPosition arrived, long now) {
    if (arrived.link() == id) {
      confirmations.confirmed(arrived.number(), now);
    }
  }

  /**
   * Waits until the peer has acknowledged the last envelope, which asked for that.
   *
   * @return false if the peer cannot confirm, because it is still joining
   */
  boolean await(Wait wait, long now) {
    if (answers) {
      confirmations.await(queue.made(), now, wait);
    }
    return answers;
  }

  /** The waits for the peer, and whether to wait for it. */
  Confirmations confirmations() {
    return confirmations;
  }

  /**
   * Sends an envelope that may be empty, so that the peer's address is looked up now and not when
   * there is something to send.
   *
   * @return completes when it has left
   */
  Future<Void> greet() {
    if (onlyGreeted && !reached) {
      queue.restart(); // it replaces the greeting before, which the peer would otherwise miss
    }
    return flush(true);
  }

  /**
   * Ends the link, because the peer left or is leaving; nothing waits for it any more. What was
   * made for it before gets a number even so, because only what has a number can be counted as
   * missing. A peer that is leaving is still sent it.
   */
  void end(Outcome outcome) {
    flush(false);
    if (outcome != Outcome.LEFT) {
      queue.clear();
    }
    confirmations.end(outcome);
  }

  /**
   * Sends what was added, if anything.
   *
   * @param confirm whether the peer must acknowledge this, even if it is empty
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
