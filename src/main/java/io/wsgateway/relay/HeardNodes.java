package io.wsgateway.relay;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is known about the nodes from which beacons have arrived. Belongs to the relay's loop.
 */
final class HeardNodes {
  private final Map<String, PeerHealth> nodes = new HashMap<>();

  /** All of them, by id. */
  Map<String, PeerHealth> all() {
    return Collections.unmodifiableMap(nodes);
  }

  /** What is known about one node; null when no beacon of it has arrived. */
  @Nullable PeerHealth get(String node) {
    return nodes.get(node);
  }

  /** Records a beacon. */
  void heard(Beacon beacon, long nowMillis, long nowNanos) {
    nodes.computeIfAbsent(beacon.node(), n -> new PeerHealth()).heard(beacon, nowMillis, nowNanos);
  }

  /** Forgets a node that left. */
  @Nullable PeerHealth remove(String node) {
    return nodes.remove(node);
  }

  /** Whether a node's last beacon said that it leaves. */
  boolean isLeaving(String node) {
    PeerHealth health = nodes.get(node);
    return health != null && health.isLeaving();
  }

  /** When each of them sent the last beacon that arrived here, by its own clock. */
  Map<String, Long> echoes() {
    Map<String, Long> echoes = new HashMap<>();
    nodes.forEach((node, health) -> echoes.put(node, health.sentMillis()));
    return echoes;
  }

  /**
   * What is needed to tell whether beacons of these members are fresh, without members that are
   * leaving.
   */
  Map<String, KnownPeer> known(Set<String> members) {
    Map<String, KnownPeer> known = new HashMap<>();
    nodes.forEach(
        (node, health) -> {
          if (members.contains(node) && !health.isLeaving()) {
            known.put(node, health.known());
          }
        });
    return Map.copyOf(known);
  }
}
