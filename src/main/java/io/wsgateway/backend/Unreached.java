package io.wsgateway.backend;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The nodes that a message could not be sent to, for a second each: a backend that died is in the
 * cluster's books for a while, and each attempt makes a connection and a line in the log. Holds as
 * many as were reached in vain within a second. Thread-safe.
 */
final class Unreached {
  private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Map<String, Long> since = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  Unreached(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A message to a node was not sent. */
  void add(String node) {
    long now = nanoTime.getAsLong();
    since.values().removeIf(found -> now - found >= MEMORY_NANOS);
    since.put(node, now);
  }

  /** Whether asking the node again would be too early. */
  boolean contains(String node) {
    if (since.isEmpty()) {
      return false;
    }
    Long found = since.get(node);
    return found != null && nanoTime.getAsLong() - found < MEMORY_NANOS;
  }
}
