package io.wsgateway.relay;

import io.wsgateway.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * When envelopes leave. Publications for which nobody waits leave in their tick, and take along
 * whatever there is. Those whose publishers wait leave at once, too, but under load once in a
 * millisecond, together; and confirmations that no envelope takes along leave after a millisecond.
 * An envelope costs both nodes ten times what a publication in it does, so that this is what keeps
 * an awaited publication cheap in a large cluster. Belongs to the relay's loop.
 */
final class Departures {
  private static final long PACE_MILLIS = 1;
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(PACE_MILLIS);

  private final Loop loop;
  private final Peers peers;
  private final Waits waits;
  private List<IntConsumer> awaited = new ArrayList<>();
  private boolean due;
  private long lastAwaited;

  Departures(Loop loop, Peers peers, Waits waits) {
    this.loop = loop;
    this.peers = peers;
    this.waits = waits;
    this.lastAwaited = loop.nanoTime() - PACE_NANOS;
  }

  /** What is added to the links now is waited for. */
  void await(IntConsumer arrived) {
    awaited.add(arrived);
  }

  /** What was added to the links leaves; {@code now} when somebody must not be held up. */
  void leave(boolean now) {
    if (now || peers.isEmpty() || loop.nanoTime() - lastAwaited >= PACE_NANOS) {
      leaveNow();
    } else {
      leaveSoon();
    }
  }

  /** Within a millisecond. */
  void leaveSoon() {
    if (!due) {
      due = true;
      loop.schedule(PACE_MILLIS, this::leaveDue);
    }
  }

  private void leaveDue() {
    due = false;
    leaveNow();
  }

  private void leaveNow() {
    if (awaited.isEmpty()) {
      peers.flush(false);
      return;
    }
    List<IntConsumer> publishers = awaited;
    awaited = new ArrayList<>();
    lastAwaited = loop.nanoTime();
    peers.flush(true);
    waits.begin(unconfirmed -> publishers.forEach(p -> p.accept(unconfirmed)));
  }
}
