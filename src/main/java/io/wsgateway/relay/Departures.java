package io.wsgateway.relay;

import io.wsgateway.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * When envelopes leave. Publications for which nobody waits leave in their tick, and take along
 * whatever there is. Those whose publishers wait, and confirmations that no envelope takes along,
 * leave together when the loop has read its sockets: what arrived in the same turn shares an
 * envelope. An envelope costs both nodes ten times what a publication in it does, so that this is
 * what keeps an awaited publication cheap in a large cluster. Belongs to the relay's loop.
 */
final class Departures {
  private final Loop loop;
  private final Peers peers;
  private final Waits waits;
  private List<IntConsumer> awaited = new ArrayList<>();
  private boolean due;

  Departures(Loop loop, Peers peers, Waits waits) {
    this.loop = loop;
    this.peers = peers;
    this.waits = waits;
  }

  /** What is added to the links now is waited for. */
  void await(IntConsumer arrived) {
    awaited.add(arrived);
  }

  /** What waits at the links leaves; {@code now} when somebody must not be held up. */
  void leave(boolean now) {
    if (now || peers.isEmpty()) {
      leaveNow();
    } else if (!due) {
      due = true;
      loop.yield(this::leaveDue);
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
    long now = loop.nanoTime();
    List<IntConsumer> publishers = awaited;
    awaited = new ArrayList<>();
    peers.flush(true);
    // Since before they left: a confirmation may be as old.
    waits.begin(now, unconfirmed -> publishers.forEach(p -> p.accept(unconfirmed)));
  }
}
