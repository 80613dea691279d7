package io.wsgateway.server.admission;

import java.util.concurrent.ConcurrentHashMap;

/** Counts per key, each up to a cap. A key whose count is zero takes no memory. Thread-safe. */
final class CappedCounts {
  private volatile int cap;
  private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

  CappedCounts(int cap) {
    this.cap = cap;
  }

  int cap() {
    return cap;
  }

  /** Sets another cap. Higher counts stay. */
  void limit(int newCap) {
    cap = newCap;
  }

  boolean tryAcquire(String key) {
    boolean[] acquired = {false};
    counts.compute(
        key,
        (k, count) -> {
          int now = count == null ? 0 : count;
          acquired[0] = now < cap;
          return acquired[0] ? Integer.valueOf(now + 1) : count;
        });
    return acquired[0];
  }

  /** Returns whether the key is below its cap, and acquires nothing. */
  boolean hasRoom(String key) {
    return counts.getOrDefault(key, 0) < cap;
  }

  void release(String key) {
    counts.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
  }

  int size() {
    return counts.size();
  }
}
