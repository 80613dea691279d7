package io.wsgateway.relay;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * For each peer, how much this node had for it before its present link began: the envelopes of the
 * links before, and the batches that were made while it had none. A peer that was away so learns
 * how much it missed. What was made before a peer's first link does not count. Belongs to the
 * relay's loop.
 */
final class Bases {
  private final Map<String, Long> present = new HashMap<>();

  /** Less the batches that were made until then, so that those made since need no counting. */
  private final Departed<Long> departed = new Departed<>();

  private long batches;

  /** A batch was made, for whoever has a link. */
  void batch() {
    batches++;
  }

  /** A peer's link begins. */
  void begin(String node) {
    Long before = departed.take(node);
    present.put(node, before == null ? 0 : before + batches);
  }

  /** A peer's link ends; {@code number} is that of its last envelope. */
  void end(String node, long number) {
    Long base = present.remove(node);
    if (base != null) {
      departed.put(node, base + number - batches);
    }
  }

  /** Those of some peers that have links. */
  Map<String, Long> of(Collection<String> nodes) {
    Map<String, Long> bases = new HashMap<>(present);
    bases.keySet().retainAll(nodes);
    return bases;
  }
}
