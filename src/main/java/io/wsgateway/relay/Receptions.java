package io.wsgateway.relay;

import java.util.HashMap;
import java.util.Map;

/**
 * What comes from each other node. It is kept when a node goes: if the same boot comes back, it
 * shows what did not come meanwhile. Belongs to the relay's loop.
 */
final class Receptions {
  private final Map<String, Reception> present = new HashMap<>();
  private final Departed<Reception> departed = new Departed<>();

  /** Whether anything came from that node, be it gone or not. */
  boolean knows(String node) {
    return present.containsKey(node) || departed.get(node) != null;
  }

  /** For an envelope, which may come from a node that is gone. */
  Reception find(String node) {
    Reception gone = departed.get(node);
    return gone == null ? of(node) : gone;
  }

  /** For a node that is there. */
  Reception of(String node) {
    return present.computeIfAbsent(
        node,
        n -> {
          Reception before = departed.take(n);
          return before == null ? new Reception() : before;
        });
  }

  /**
   * The node is gone.
   *
   * @param announced whether it said so: then nothing of it is on its way any more
   * @return how many envelopes of it never came, not counted before
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
