package io.wsgateway.fanout;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Who waits until a peer has taken an envelope. A peer that is silent for a beat or two is late:
 * nobody waits for it until it has caught up with what it was late with, so that a node that stalls
 * holds up each publisher once and not with every publication. Belongs to the relay's context.
 */
final class Confirmations {
  private record Waiter(long number, Runnable done) {}

  private final Deque<Waiter> waiters = new ArrayDeque<>();
  private long atLastBeat;
  private long lateWith;
  private boolean late;

  /** Runs {@code done} when the peer has taken the envelope, or is not to be waited for. */
  void await(long number, Runnable done) {
    if (late) {
      done.run();
    } else {
      waiters.add(new Waiter(number, done));
    }
  }

  /** The peer has taken this envelope and all before it that came. */
  void confirmed(long number) {
    late &= number < lateWith;
    release(number);
  }

  /**
   * Looks after those who wait, once a beat.
   *
   * @param last the last envelope's number
   * @return whether the peer is late from now on
   */
  boolean beat(long last) {
    Waiter oldest = waiters.peek();
    if (oldest != null && oldest.number <= atLastBeat) {
      late = true;
      lateWith = waiters.getLast().number;
      release(lateWith);
      return true;
    }
    atLastBeat = last;
    return false;
  }

  /** The peer is gone. */
  void end() {
    release(Long.MAX_VALUE);
  }

  private void release(long number) {
    for (Waiter w = waiters.peek(); w != null && w.number <= number; w = waiters.peek()) {
      waiters.remove();
      w.done.run();
    }
  }
}
