package io.wsgateway.relay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Receives what one other node sends. Envelopes of a new link are held until a beacon has named the
 * link, since only the beacon tells what came before them; what does not fit is counted as a gap.
 * Belongs to the relay's loop.
 */
final class Reception {
  private static final int HELD = 256;
  private static final int HELD_BYTES = 1 << 20;

  /** An envelope and its size on the wire. */
  record Arrival(Envelope envelope, int bytes) {}

  private final EnvelopeSequence sequence = new EnvelopeSequence();
  private List<Arrival> held = new ArrayList<>();
  private int heldBytes;

  /** Whether the envelope has to wait for a beacon. */
  boolean isAhead(Envelope.Head head) {
    return sequence.isAhead(head.link());
  }

  /** Holds an envelope that has to wait, if it fits. */
  void hold(Arrival arrival) {
    if (held.size() < HELD && heldBytes + arrival.bytes() <= HELD_BYTES) {
      held.add(arrival);
      heldBytes += arrival.bytes();
    }
  }

  /** Takes out the held envelopes: their link may be known now. */
  List<Arrival> takeHeld() {
    List<Arrival> waited = held;
    held = new ArrayList<>();
    heldBytes = 0;
    return waited;
  }

  /** Like {@link EnvelopeSequence#isNew}. */
  boolean isNew() {
    return sequence.isNew();
  }

  /** Like {@link EnvelopeSequence#ended}. */
  long ended() {
    return sequence.ended();
  }

  /** Like {@link EnvelopeSequence#arrived}. */
  long arrived(Envelope.Head head) {
    return head.quiet()
        ? sequence.quiet(head.link(), head.number())
        : sequence.arrived(head.link(), head.number());
  }

  /** Like {@link EnvelopeSequence#sent}. */
  long sent(LinkPosition position, @Nullable Long base) {
    return sequence.sent(position, base);
  }
}
