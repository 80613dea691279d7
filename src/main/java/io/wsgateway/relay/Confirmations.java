package io.wsgateway.relay;

import io.wsgateway.metrics.ConfirmMetrics;
import io.wsgateway.metrics.ConfirmMetrics.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Who waits for one peer to confirm an envelope, and whether the peer is worth waiting for.
 *
 * <p>A peer that lets a wait run out is <i>late</i>. It is left out: nothing waits for it for a
 * second, and in any case until it has confirmed all that was asked of it. Each time that it is
 * late again it is left out for twice as long, up to 30 s, so that a peer which stalls again and
 * again delays publishers a few times a minute and not all the time. A minute in time, twice the
 * longest time out, and it is judged afresh: a pause of hours ago says nothing.
 *
 * <p>Times are nanoseconds of the loop's clock. Belongs to the relay's loop.
 */
final class Confirmations {
  static final long FIRST_OUT_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long LONGEST_OUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  static final long AFRESH_NANOS = 2 * LONGEST_OUT_NANOS;

  /**
   * Who looks so much too late at what ran out was held up himself: the confirmations may be there
   * and not have had their turn, so that the peer is not judged by this.
   */
  static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Two beacons show a hole to the peer; one more for what is on its way. */
  private static final int HOLE_BEATS = 3;

  private record Waiter(long number, long since, Wait all) {}

  private final long waitNanos;
  private final ConfirmMetrics metrics;
  private final Deque<Waiter> waiters = new ArrayDeque<>();
  private long lastAwaited;

  /** For how many heartbeats a hole may still be new to the peer: its beacons tell it. */
  private int holeBeats;

  private boolean late;
  private boolean owing;
  private long owed;
  private long owedSince;
  private long outNanos;
  private long outUntil;

  /** Nobody waits; a wait takes at most {@code waitNanos}. */
  Confirmations(long waitNanos, ConfirmMetrics metrics) {
    this.waitNanos = waitNanos;
    this.metrics = metrics;
  }

  /** Waits for the peer to take the envelope, unless that is over at once. */
  void await(long number, long now, Wait wait) {
    wait.expect();
    boolean broken = holeBeats > 0;
    holeBeats = 0;
    lastAwaited = number;
    if (broken) {
      wait.ended(Outcome.FAILED);
    } else if (late) {
      wait.ended(Outcome.LEFT_OUT);
    } else {
      waiters.add(new Waiter(number, now, wait));
    }
  }

  /**
   * The peer has taken this envelope and all before it. A wait whose time was over before it was
   * looked at has run out all the same: {@link Receipts} counts on that.
   */
  void confirmed(long number, long now) {
    endDue(now);
    for (Waiter w = waiters.peek(); w != null && w.number <= number; w = waiters.peek()) {
      metrics.confirmed(now - w.since);
      end(waiters.remove(), Outcome.CONFIRMED);
    }
    if (owing && number >= owed) {
      owing = false;
      metrics.confirmed(now - owedSince);
    }
  }

  /**
   * An envelope was dropped, or could not be sent. The peer confirms nothing behind the hole for a
   * while, so those who wait for later ones have no answer to wait for either.
   */
  void failed(long number) {
    if (number > lastAwaited) {
      holeBeats = HOLE_BEATS;
    }
    for (Waiter w = waiters.peekLast(); w != null && w.number >= number; w = waiters.peekLast()) {
      end(waiters.removeLast(), Outcome.FAILED);
    }
  }

  /**
   * Ends what has run out.
   *
   * @return whether the peer is late from now on
   */
  boolean expire(long now) {
    Waiter oldest = waiters.peek();
    if (oldest == null || remaining(oldest, now) > 0) {
      return false;
    }
    if (remaining(oldest, now) < -HELD_UP_NANOS) {
      endDue(now);
      return false;
    }
    boolean again = outNanos > 0 && now - outUntil < AFRESH_NANOS;
    outNanos = again ? Math.min(LONGEST_OUT_NANOS, 2 * outNanos) : FIRST_OUT_NANOS;
    outUntil = now + outNanos;
    late = true;
    owing = true;
    owed = lastAwaited;
    owedSince = oldest.since;
    endDue(now);
    end(Outcome.LEFT_OUT);
    return true;
  }

  /**
   * Once a second.
   *
   * @return whether the peer owes a confirmation, and is to be asked again
   */
  boolean heartbeat() {
    holeBeats = Math.max(0, holeBeats - 1);
    return owing;
  }

  /** Whether the peer was left out, and is waited for again from now on. */
  boolean returns(long now) {
    if (!late || owing || now - outUntil < 0) {
      return false;
    }
    late = false;
    outUntil = now;
    return true;
  }

  /** For how long the peer is left out at least, since it is late. */
  long outNanos() {
    return outNanos;
  }

  /** For how long the peer has owed a confirmation; 0 if it owes none. */
  long owedNanos(long now) {
    Waiter oldest = waiters.peek();
    if (owing) {
      return now - owedSince;
    }
    return oldest == null ? 0 : now - oldest.since;
  }

  /** After how long the next wait runs out; {@link Long#MAX_VALUE} if nobody waits. */
  long remainingNanos(long now) {
    Waiter oldest = waiters.peek();
    return oldest == null ? Long.MAX_VALUE : Math.max(0, remaining(oldest, now));
  }

  /** Nobody waits any more. */
  void end(Outcome outcome) {
    for (Waiter w = waiters.poll(); w != null; w = waiters.poll()) {
      end(w, outcome);
    }
  }

  private void endDue(long now) {
    for (Waiter w = waiters.peek(); w != null && remaining(w, now) <= 0; w = waiters.peek()) {
      end(waiters.remove(), Outcome.LATE);
    }
  }

  private long remaining(Waiter waiter, long now) {
    return waiter.since + waitNanos - now;
  }

  private static void end(Waiter waiter, Outcome outcome) {
    waiter.all.ended(outcome);
  }
}
