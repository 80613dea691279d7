package io.wsgateway.relay;

import io.wsgateway.loop.Loop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What this node confirms to the others. A confirmation says that an envelope and all before it
 * were taken, so behind a hole in a node's numbers nothing is confirmed until whoever waits for
 * what was in the hole has given up, which is {@code cluster.confirmMillis} after the hole was seen
 * at the latest. A hole then costs its origin a few replies that call this node unconfirmed
 * although it has taken their own publications; it never makes a reply say that this node has what
 * it has not. Belongs to the relay's loop.
 */
final class Receipts {
  private final Loop loop;
  private final Peers peers;
  private final Departures departures;
  private final long holdMillis;
  private final Map<String, Taken> origins = new HashMap<>();

  /** What was taken of one node. */
  private static final class Taken {
    long link = -1;
    long number;
    boolean held;
    long heldSince;
    @Nullable LinkPosition owed;
  }

  Receipts(Loop loop, Peers peers, Departures departures, long holdMillis) {
    this.loop = loop;
    this.peers = peers;
    this.departures = departures;
    this.holdMillis = holdMillis;
  }

  /** An envelope was taken that had not come before. */
  void taken(Envelope.Head head) {
    Taken taken = origins.computeIfAbsent(head.origin(), o -> new Taken());
    // Also the first contact is a hole, unless it is the first envelope.
    boolean follows = head.number() == (head.link() == taken.link ? taken.number + 1 : 1);
    taken.link = head.link();
    taken.number = head.number();
    if (!follows) {
      hold(head.origin(), taken);
    }
    if (head.confirm() && taken.held) {
      taken.owed = head.position();
    } else if (head.confirm()) {
      confirm(head.origin(), head.position());
    }
  }

  /** The node is gone. */
  void forget(String origin) {
    origins.remove(origin);
  }

  private void hold(String origin, Taken taken) {
    taken.heldSince = loop.nanoTime();
    if (!taken.held) {
      taken.held = true;
      loop.schedule(holdMillis, () -> release(origin, taken));
    }
  }

  private void release(String origin, Taken taken) {
    long heldMillis = TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - taken.heldSince);
    if (heldMillis < holdMillis) {
      loop.schedule(holdMillis - heldMillis, () -> release(origin, taken));
      return;
    }
    taken.held = false;
    LinkPosition owed = taken.owed;
    taken.owed = null;
    if (owed != null) {
      confirm(origin, owed);
    }
  }

  private void confirm(String origin, LinkPosition position) {
    // A peer whose beacon was not received yet has no link, and does not wait for an answer yet.
    PeerLink link = peers.get(origin);
    if (link != null) {
      link.confirm(position);
      departures.leave(false);
    }
  }
}
