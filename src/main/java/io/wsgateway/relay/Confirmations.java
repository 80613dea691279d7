package io.wsgateway.relay;

import io.wsgateway.metrics.ConfirmMetrics;
import io.wsgateway.metrics.ConfirmMetrics.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Callbacks that wait for one peer to acknowledge an envelope, and whether to wait for that peer at
 * all.
 *
 * <p>A peer that does not acknowledge in time is <i>late</i>. Nothing waits for it during the next
 * second, and in any case until it has acknowledged everything outstanding. Each time it is late
 * again, that time-out doubles, up to 30 s, so a peer that stalls repeatedly delays publishers a
 * few times a minute and not all the time. After a minute (twice the longest time-out) without
 * being late, it starts with one second again: a pause hours ago says nothing about now.
 *
 * <p>Times are nanoseconds of the loop's clock. Belongs to the relay's loop.
 */
final class Confirmations {
  static final long FIRST_OUT_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long LONGEST_OUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  static final long AFRESH_NANOS = 2 * LONGEST_OUT_NANOS;

  /**
   * If this loop notices an expired wait that much too late, the loop itself was held up:
   * confirmations may have arrived without having been processed, so the peer is not considered
   * late.
   */
  static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Two beacons reveal a gap to the peer; one more for what is in flight. */
  private static final int HOLE_BEATS = 3;

  private record Waiter(long number, long since, Wait all) {}

  private final long waitNanos;
  private final ConfirmMetrics metrics;
  private final Deque<Waiter> waiters = new ArrayDeque<>();
  private long lastAwaited;

  /**
   * For how many more heartbeats the peer may not know of a gap yet; this node's beacons reveal it.
   */
  private int holeBeats;

  private boolean late;
  private boolean owing;
  private long owed;
  private long owedSince;
  private long outNanos;
  private long outUntil;

  /** Begins without waits; a wait takes at most {@code waitNanos}. */
  Confirmations(long waitNanos, ConfirmMetrics metrics) {
    this.waitNanos = waitNanos;
    this.metrics = metrics;
  }

  /** Waits for the peer to acknowledge the envelope, unless the wait ends at once. */
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
   * Notes that the peer acknowledged this envelope and all before it. A wait whose time was already
   * over counts as expired even so: {@link Receipts} relies on that.
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
   * Notes that an envelope was dropped or could not be sent. The peer confirms nothing after the
   * gap for a while, so waits for later envelopes end as well.
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
   * Ends the waits that have expired.
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
   * Called once a second.
   *
   * @return whether the peer owes a confirmation and must be asked again
   */
  boolean heartbeat() {
    holeBeats = Math.max(0, holeBeats - 1);
    return owing;
  }

  /** Whether the peer was left out and waits for it begin again now. */
  boolean returns(long now) {
    if (!late || owing || now - outUntil < 0) {
      return false;
    }
    late = false;
    outUntil = now;
    return true;
  }

  /** For how long the late peer is left out at least. */
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

  /** After how long the next wait expires; {@link Long#MAX_VALUE} if there is none. */
  long remainingNanos(long now) {
    Waiter oldest = waiters.peek();
    return oldest == null ? Long.MAX_VALUE : Math.max(0, remaining(oldest, now));
  }

  /** Ends all waits. */
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
