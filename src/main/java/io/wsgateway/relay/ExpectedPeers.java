package io.wsgateway.relay;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Knows which members should have contact with this node by now. A new member is exempt for a few
 * seconds: it accepts no clients yet, so it need not confirm anything. Belongs to the relay's loop.
 */
final class ExpectedPeers {
  private static final long NEW_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Departed<Boolean> gone = new Departed<>();
  private final Map<String, Long> knownSince = new HashMap<>();

  /**
   * Returns the members that have been known for long enough; called once a second.
   *
   * @param members the other nodes' ids, without those that leave
   * @param now in nanoseconds of the loop
   */
  Set<String> of(Set<String> members, long now) {
    knownSince.keySet().stream().filter(n -> !members.contains(n)).forEach(n -> gone.put(n, true));
    knownSince.keySet().retainAll(members);
    members.forEach(node -> knownSince.computeIfAbsent(node, n -> since(n, now)));
    return knownSince.entrySet().stream()
        .filter(known -> now - known.getValue() >= NEW_NANOS)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** A boot that returns has its clients already. */
  private long since(String node, long now) {
    return gone.take(node) == null ? now : now - NEW_NANOS;
  }
}
