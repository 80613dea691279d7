package io.wsgateway.relay;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.wsgateway.metrics.ConfirmMetrics.Outcome;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The outbound link to one peer: what this tick brings, the number of the next envelope, and the
 * bytes on their way. Over the bound a tick's batch is dropped and counted; its number is used up,
 * so the receiver counts it too. Belongs to the relay's loop.
 */
final class PeerLink {
  /** A larger batch leaves as several envelopes: each is dropped or sent as a whole. */
  static final int ENVELOPE_BYTES = 1 << 20;

  private final String origin;
  private final long id;
  private final RelayBus.Sender sender;
  private final long maxBytes;
  private final FanoutMetrics metrics;
  private final Confirmations confirmations;
  private boolean answers;
  private boolean reached;
  private boolean onlyGreeted;
  private @Nullable LinkPosition receipt;
  private Buffer items = Buffer.buffer();
  private int count;
  private long number;
  private long inFlight;

  /**
   * Nothing is sent yet.
   *
   * @param origin this node's id
   * @param id higher than that of any link before
   * @param sender sends to the peer
   * @param limits how much may be on its way, and how long somebody waits for the peer
   */
  PeerLink(
      String origin, long id, RelayBus.Sender sender, RelayLimits limits, FanoutMetrics metrics) {
    this.origin = origin;
    this.id = id;
    this.sender = sender;
    this.maxBytes = limits.relayQueueBytes();
    this.metrics = metrics;
    this.confirmations =
        new Confirmations(TimeUnit.MILLISECONDS.toNanos(limits.confirmMillis()), metrics.confirm());
  }

  /** What the peer wants to receive: everything, until nodes tell each other what they want. */
  Envelope.Interest interest() {
    return Envelope.Interest.EVERYTHING;
  }

  void add(Buffer item) {
    items.appendBuffer(item);
    count++;
  }

  /** Whether what was added is enough for an envelope. */
  boolean isFull() {
    return items.length() >= ENVELOPE_BYTES;
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

  /** The last envelope made for this peer. */
  LinkPosition position() {
    return new LinkPosition(id, number);
  }

  long inFlight() {
    return inFlight;
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
      confirmations.await(number, now, wait);
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
      number = 0; // it takes the place of the greeting before, or the peer would miss that
    }
    return flush(true);
  }

  /**
   * The peer is gone, or goes, and is waited for no more. What was made for it before is sent all
   * the same: only what has a number can be missed.
   */
  void end(Outcome outcome) {
    flush(false);
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
    onlyGreeted = number == 0 && count == 0;
    Buffer batch = items;
    int batchCount = count;
    items = Buffer.buffer();
    count = 0;
    number++;
    if (inFlight + batch.length() > maxBytes) {
      metrics.relayDropped(batchCount);
      confirmations.failed(number);
      return Future.failedFuture("the queue to the peer is full");
    }
    long sentNumber = number;
    int length = batch.length();
    inFlight += length;
    Envelope.Head head = new Envelope.Head(origin, id, number, confirm, receipt);
    receipt = null;
    return sender
        .send(EnvelopeCodec.encode(head, batchCount, batch))
        .onComplete(
            sent -> {
              inFlight -= length;
              reached |= sent.succeeded();
              if (sent.failed()) {
                confirmations.failed(sentNumber);
              }
            });
  }
}
