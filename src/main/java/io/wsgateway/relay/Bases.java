package io.wsgateway.relay;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts, for each peer, what this node had for it before its present link began: the envelopes of
 * earlier links, and the batches made while it had no link. From this number a peer that was away
 * learns how much it missed. What was made before a peer's first link does not count. Belongs to
 * the relay's loop.
 */
final class Bases {
  private final Map<String, Long> present = new HashMap<>();

  /**
   * The base minus the batches made until then, so that the batches made since need no counting.
   */
  private final Departed<Long> departed = new Departed<>();

  private long batches;

  /** Notes that a batch was made for the peers that have a link. */
  void batch() {
    batches++;
  }

  /** Notes that a peer's link begins. */
  void begin(String node) {
    Long before = departed.take(node);
    present.put(node, before == null ? 0 : before + batches);
  }

  /** Notes that a peer's link ends; {@code number} is the number of its last envelope. */
  void end(String node, long number) {
    Long base = present.remove(node);
    if (base != null) {
      departed.put(node, base + number - batches);
    }
  }

  /** Returns the bases of those of the given peers that have links. */
  Map<String, Long> of(Collection<String> nodes) {
    Map<String, Long> bases = new HashMap<>(present);
    bases.keySet().retainAll(nodes);
    return bases;
  }
}
