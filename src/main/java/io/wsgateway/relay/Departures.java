package io.wsgateway.relay;

import io.wsgateway.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * When envelopes leave. Publications for which nobody waits leave in their tick, and take along
 * whatever there is. Those whose publishers wait, and confirmations, leave at once as well if the
 * last of that kind left over a millisecond ago, and otherwise together at the end of the
 * millisecond. An envelope costs both nodes ten times what a publication in it does, so that this
 * is what keeps an awaited publication cheap in a large cluster. Belongs to the relay's loop.
 */
final class Departures {
  private static final long PACE_MILLIS = 1;
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(PACE_MILLIS);

  private final Loop loop;
  private final Peers peers;
  private final Waits waits;
  private List<IntConsumer> awaited = new ArrayList<>();
  private boolean due;
  private long lastPaced;

  Departures(Loop loop, Peers peers, Waits waits) {
    this.loop = loop;
    this.peers = peers;
    this.waits = waits;
    this.lastPaced = loop.nanoTime() - PACE_NANOS;
  }

  /** What is added to the links now is waited for. */
  void await(IntConsumer arrived) {
    awaited.add(arrived);
  }

  /** What waits at the links leaves; {@code now} when somebody must not be held up. */
  void leave(boolean now) {
    if (now || peers.isEmpty() || loop.nanoTime() - lastPaced >= PACE_NANOS) {
      leaveNow();
    } else if (!due) {
      due = true;
      loop.schedule(PACE_MILLIS, this::leaveDue);
    }
  }

  private void leaveDue() {
    due = false;
    leaveNow();
  }

  private void leaveNow() {
    long now = loop.nanoTime();
    lastPaced = now;
    if (awaited.isEmpty()) {
      peers.flush(false);
      return;
    }
    List<IntConsumer> publishers = awaited;
    awaited = new ArrayList<>();
    peers.flush(true);
    // Since before they left: a confirmation may be as old.
    waits.begin(now, unconfirmed -> publishers.forEach(p -> p.accept(unconfirmed)));
  }
}
