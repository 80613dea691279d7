package io.wsgateway.relay;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tracks, after a pause of this node, with which of the nodes that it knew before it has contact
 * again. What was in flight during the pause proves nothing, so a beacon counts only if it answers
 * one that was sent after the pause and says that its node sends its publications here. Belongs to
 * the relay's loop.
 */
final class Wakeup {
  private final String self;
  private final Map<String, KnownPeer> before;
  private final long lastSentMillis;
  private final long wokeMillis;
  private final Set<String> heard = new HashSet<>();

  /**
   * Begins with no node.
   *
   * @param self this node's id
   * @param before the other nodes that it knew before the pause, by id
   * @param lastSentMillis its wall clock when it sent its last beacon before the pause
   * @param wokeMillis its wall clock now
   */
  Wakeup(String self, Map<String, KnownPeer> before, long lastSentMillis, long wokeMillis) {
    this.self = self;
    this.before = before;
    this.lastSentMillis = lastSentMillis;
    this.wokeMillis = wokeMillis;
  }

  /** Takes a beacon. */
  void heard(Beacon beacon) {
    KnownPeer peer = before.get(beacon.node());
    if (peer != null && beacon.positions().containsKey(self) && isFresh(beacon, peer)) {
      heard.add(beacon.node());
    }
  }

  private boolean isFresh(Beacon beacon, KnownPeer peer) {
    if (peer.echoes() || !beacon.echoes().isEmpty()) {
      return beacon.echoes().getOrDefault(self, 0L) > lastSentMillis;
    }
    // Release 0.1.0 does not answer beacons, but says when it sent its own.
    return beacon.sentMillis() - peer.skewMillis() > wokeMillis;
  }

  /** The nodes that it knew before the pause. */
  Map<String, KnownPeer> before() {
    return before;
  }

  /** With how many of them there is contact again. */
  int heard() {
    return heard.size();
  }

  /** How many of them make a majority of all nodes, this one included. */
  int needed() {
    return (before.size() + 1) / 2;
  }

  /**
   * Whether there is contact with every present member that it knew before.
   *
   * @param members the other nodes of the cluster, by id
   */
  boolean isComplete(Set<String> members) {
    return isOver()
        && members.stream().allMatch(id -> heard.contains(id) || !before.containsKey(id));
  }

  /** Whether there is contact with a majority of the nodes again. */
  boolean isOver() {
    return heard.size() >= needed();
  }
}
