package io.wsgateway.relay;

import java.util.HashMap;
import java.util.Map;

/**
 * Holds the {@link Reception} of each other node. It is kept when a node leaves: if the same boot
 * returns, it shows what was missed meanwhile. Belongs to the relay's loop.
 */
final class Receptions {
  private final Map<String, Reception> present = new HashMap<>();
  private final Departed<Reception> departed = new Departed<>();

  /** Whether anything has arrived from that node, present or not. */
  boolean knows(String node) {
    return present.containsKey(node) || departed.get(node) != null;
  }

  /** The reception for an envelope, which may come from a node that has left. */
  Reception find(String node) {
    Reception gone = departed.get(node);
    return gone == null ? of(node) : gone;
  }

  /** The reception of a node that is present. */
  Reception of(String node) {
    return present.computeIfAbsent(
        node,
        n -> {
          Reception before = departed.take(n);
          return before == null ? new Reception() : before;
        });
  }

  /**
   * Notes that the node left.
   *
   * @param announced whether it announced that: then nothing of it is in flight any more
   * @return how many of its envelopes never arrived and were not counted before
   */
  long left(String node, boolean announced) {
    Reception reception = present.remove(node);
    if (reception == null) {
      return 0;
    }
    reception.takeHeld();
    departed.put(node, reception);
    return announced ? reception.ended() : 0;
  }
}
