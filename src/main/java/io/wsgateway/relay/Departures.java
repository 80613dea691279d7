package io.wsgateway.relay;

import io.wsgateway.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Decides when envelopes are sent. Publications that no publisher waits for are sent in their tick,
 * together with everything queued. Publications whose publishers wait, and confirmations that no
 * envelope carries, are sent together once the loop has read its sockets, so what arrived in the
 * same turn shares an envelope. An envelope costs both nodes ten times as much as a publication in
 * it, so sharing keeps awaited publications cheap in a large cluster. Belongs to the relay's loop.
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

  /** Registers a callback that waits for what is added to the links now. */
  void await(IntConsumer arrived) {
    awaited.add(arrived);
  }

  /** Sends what is queued at the links; {@code now} when something must not be delayed. */
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
    // Counted from before they were sent: a confirmation may arrive that early.
    waits.begin(now, unconfirmed -> publishers.forEach(p -> p.accept(unconfirmed)));
  }
}
