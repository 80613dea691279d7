package io.wsgateway.relay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Queues what is to be sent to one peer, bounded by its accounted heap size: a few envelopes that
 * were handed to the bus and not sent yet, and after them drafts, which grow until one of those has
 * been sent. A peer that is behind therefore gets fewer and larger envelopes, and small ones cannot
 * fill the heap with the objects around them. Belongs to the relay's loop.
 */
final class PeerQueue {
  /**
   * The bus is given this fraction of the bound; the rest is queued here, where it takes less heap.
   */
  private static final int BUS_PART = 4;

  /**
   * How many envelopes the bus is given: enough to keep a socket that accepts them busy, and few,
   * because Vert.x logs an error with its stack trace for each one that is unsent when the
   * connection breaks.
   */
  static final int ENVELOPES_ON_BUS = 32;

  /** An envelope of several items takes at most this fraction of the bound. */
  private static final int ENVELOPE_PART = 16;

  private final PeerBudget budget;
  private final Bus bus;
  private final Deque<Draft> drafts = new ArrayDeque<>();
  private long number;
  private int envelopesOnBus;
  private long onBus;
  private long waiting;

  /** Sends an envelope. */
  interface Bus {
    /**
     * Completes when it has left, or fails.
     *
     * @param quiet whether it has no number of its own
     * @param count how many items are in it
     */
    Future<Void> send(long number, boolean quiet, boolean confirm, int count, Buffer items);
  }

  /** A queued envelope that has its number. */
  private static final class Draft {
    final long number;
    final Buffer items;
    final Promise<Void> left = Promise.promise();
    int count;
    boolean confirm;
    boolean closed;

    Draft(long number, Buffer items) {
      this.number = number;
      this.items = items;
    }

    long weight() {
      return EnvelopeWeight.waiting(items.length());
    }
  }

  PeerQueue(PeerBudget budget, Bus bus) {
    this.budget = budget;
    this.bus = bus;
  }

  /** The most that an envelope of several items may hold. */
  int envelopeBytes() {
    return (int) Math.min(EnvelopeWeight.ENVELOPE_BYTES, budget.share() / ENVELOPE_PART);
  }

  /** The last envelope that was made, dropped ones included. */
  long made() {
    return number;
  }

  /** The last envelope that the bus was given, or that was dropped after it. */
  long sent() {
    Draft first = drafts.peek();
    return first == null ? number : first.number - 1;
  }

  /** Restarts the numbers; only allowed while nothing was made but greetings that were not sent. */
  void restart() {
    if (drafts.isEmpty()) {
      number = 0;
    }
  }

  /** The heap that it takes, in bytes. */
  long bytes() {
    return onBus + waiting;
  }

  /**
   * Accepts a batch, which is sent at once or after what is queued. While the queue holds less than
   * a fraction of its bound, a batch of any size is accepted: a message may be larger than the
   * bound. An empty batch, which only asks or confirms, is always accepted.
   *
   * @return completes when it has left, or fails; null if there is no room: then it is dropped, and
   *     has used up a number, so that the receiver sees the loss
   */
  @Nullable Future<Void> offer(Buffer items, int count, boolean quiet, boolean confirm) {
    Draft last = drafts.peekLast();
    if (last == null && mayGive()) {
      return isOver(EnvelopeWeight.onBus(items.length()), count)
          ? drop(quiet)
          : give(quiet ? number : ++number, quiet, confirm, count, items);
    }
    if (last != null && count == 0 && (quiet || !confirm || bytes() > budget.share())) {
      // Any queued envelope can carry its question or confirmation, so it must not make the queue
      // longer.
      last.confirm |= confirm;
      return last.left.future();
    }
    boolean joins = last != null && !last.closed && fits(last, items);
    long more =
        joins
            ? EnvelopeWeight.waiting(last.items.length() + items.length()) - last.weight()
            : EnvelopeWeight.waiting(items.length());
    if (isOver(more, count)) {
      return drop(quiet);
    }
    waiting += more;
    Draft draft = joins ? last : draft(items);
    if (joins) {
      draft.items.appendBuffer(items);
    }
    draft.count += count;
    draft.confirm |= confirm;
    return draft.left.future();
  }

  /** Ends the queue: the peer accepts nothing more. */
  void clear() {
    drafts.clear();
    waiting = 0;
  }

  private boolean mayGive() {
    return envelopesOnBus < ENVELOPES_ON_BUS && onBus < budget.share() / BUS_PART;
  }

  private boolean fits(Draft draft, Buffer items) {
    return draft.items.length() + items.length() <= envelopeBytes();
  }

  private boolean isOver(long more, int count) {
    long share = budget.share();
    return count > 0 && bytes() >= share / BUS_PART && bytes() + more > share;
  }

  private @Nullable Future<Void> drop(boolean quiet) {
    if (quiet) {
      return null;
    }
    number++;
    Draft last = drafts.peekLast();
    if (last != null) {
      // What comes next is after the gap, and must not overtake it.
      last.closed = true;
    }
    return null;
  }

  private Draft draft(Buffer items) {
    Draft draft = new Draft(++number, items);
    drafts.add(draft);
    return draft;
  }

  private Future<Void> give(long sent, boolean quiet, boolean confirm, int count, Buffer items) {
    Future<Void> left = bus.send(sent, quiet, confirm, count, items);
    // After that line, because an envelope for which it throws was not accepted.
    long weight = EnvelopeWeight.onBus(items.length());
    envelopesOnBus++;
    onBus += weight;
    return left.onComplete(
        done -> {
          envelopesOnBus--;
          onBus -= weight;
          giveMore();
        });
  }

  private void giveMore() {
    while (mayGive()) {
      Draft next = drafts.poll();
      if (next == null) {
        return;
      }
      waiting -= next.weight();
      give(next.number, false, next.confirm, next.count, next.items).onComplete(next.left);
    }
  }
}
