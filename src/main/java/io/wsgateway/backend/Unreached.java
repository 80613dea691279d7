package io.wsgateway.backend;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Remembers for a second the nodes that a message could not be sent to: a backend that died stays
 * registered in the cluster for a while, and each attempt costs a connection and a log line. Holds
 * only the nodes that failed within the last second. Thread-safe.
 */
final class Unreached {
  private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Map<String, Long> since = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  Unreached(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Records that a message to a node was not sent. */
  void add(String node) {
    long now = nanoTime.getAsLong();
    since.values().removeIf(found -> now - found >= MEMORY_NANOS);
    since.put(node, now);
  }

  /** Whether it is too early to try the node again. */
  boolean contains(String node) {
    if (since.isEmpty()) {
      return false;
    }
    Long found = since.get(node);
    return found != null && nanoTime.getAsLong() - found < MEMORY_NANOS;
  }
}
