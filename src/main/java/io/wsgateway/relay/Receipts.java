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
  private final Map<String, Held> holes = new HashMap<>();

  /** A node whose envelopes have a hole. */
  private static final class Held {
    long since;
    @Nullable LinkPosition owed;
  }

  Receipts(Loop loop, Peers peers, Departures departures, long holdMillis) {
    this.loop = loop;
    this.peers = peers;
    this.departures = departures;
    this.holdMillis = holdMillis;
  }

  /**
   * An envelope was taken that had not come before.
   *
   * @param follows whether all before it came, too
   */
  void taken(Envelope.Head head, boolean follows) {
    String origin = head.origin();
    if (!follows) {
      missed(origin);
    }
    Held hole = holes.get(origin);
    if (head.confirm() && hole != null) {
      hole.owed = head.position();
    } else if (head.confirm()) {
      confirm(origin, head.position());
    }
  }

  /** Something of the node never came: a hole. */
  void missed(String origin) {
    Held hole = holes.get(origin);
    if (hole == null) {
      hole = new Held();
      holes.put(origin, hole);
      releaseIn(holdMillis, origin, hole);
    }
    hole.since = loop.nanoTime();
  }

  /** The node is gone. */
  void forget(String origin) {
    holes.remove(origin);
  }

  private void releaseIn(long millis, String origin, Held hole) {
    loop.schedule(millis, () -> release(origin, hole));
  }

  private void release(String origin, Held hole) {
    long heldMillis = TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - hole.since);
    if (heldMillis < holdMillis) {
      releaseIn(holdMillis - heldMillis, origin, hole);
    } else if (holes.remove(origin, hole) && hole.owed != null) {
      confirm(origin, hole.owed);
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
