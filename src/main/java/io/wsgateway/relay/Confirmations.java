package io.wsgateway.relay;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Callbacks that wait for a peer to acknowledge an envelope. A peer that does not acknowledge
 * within one or two heartbeats is marked late: nothing waits for it until it has acknowledged
 * everything that was outstanding at that moment. A stalled node therefore delays each publisher
 * once, not on every publication. Belongs to the relay's loop.
 */
final class Confirmations {
  private record Waiter(long number, Runnable done) {}

  private final Deque<Waiter> waiters = new ArrayDeque<>();
  private long atLastHeartbeat;
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
   * Looks after those who wait, once a second.
   *
   * @param last the last envelope's number
   * @return whether the peer is late from now on
   */
  boolean heartbeat(long last) {
    Waiter oldest = waiters.peek();
    if (oldest != null && oldest.number <= atLastHeartbeat) {
      late = true;
      lateWith = waiters.getLast().number;
      release(lateWith);
      return true;
    }
    atLastHeartbeat = last;
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
