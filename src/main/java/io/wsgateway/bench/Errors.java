package io.wsgateway.bench;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts errors by their text; beyond a few kinds, further ones are counted together. Thread-safe.
 */
final class Errors {
  private static final int KINDS = 10;

  private final Map<String, Long> counts = new TreeMap<>();

  synchronized void add(String what) {
    counts.merge(
        counts.size() < KINDS || counts.containsKey(what) ? what : "others", 1L, Long::sum);
  }

  synchronized long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  synchronized Map<String, Long> byText() {
    return new TreeMap<>(counts);
  }
}
