package io.wsgateway.relay;

import io.wsgateway.loop.Loop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Confirms to other nodes what this node received. A confirmation covers an envelope and all before
 * it, so after a gap in a node's numbers nothing is confirmed until every wait for the missing
 * envelopes has expired, at the latest {@code cluster.confirmMillis} after the gap was seen. A gap
 * therefore causes a few replies that count this node as unconfirmed although it received their
 * publications; no reply ever claims that this node has something that it does not have. Belongs to
 * the relay's loop.
 */
final class Receipts {
  private final Loop loop;
  private final Peers peers;
  private final Departures departures;
  private final long holdMillis;
  private final Map<String, Held> holes = new HashMap<>();

  /** A node whose envelopes have a gap. */
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
   * Notes an envelope that was received for the first time.
   *
   * @param follows whether all before it were received, too
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

  /** Notes a gap: something that the node sent never arrived. */
  void missed(String origin) {
    Held hole = holes.get(origin);
    if (hole == null) {
      hole = new Held();
      holes.put(origin, hole);
      releaseIn(holdMillis, origin, hole);
    }
    hole.since = loop.nanoTime();
  }

  /** Forgets a node that left. */
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
    // A peer whose beacon has not arrived yet has no link, and does not wait for an answer yet.
    PeerLink link = peers.get(origin);
    if (link != null) {
      link.confirm(position);
      departures.leave(false);
    }
  }
}
