package io.wsgateway.bench;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether one client receives each message of one sender once and in order; messages are
 * numbered from 0. As long as that is so, a message costs one comparison; gaps are stored only if
 * there are some.
 */
final class Receipts {
  private int next;
  private @Nullable NavigableMap<Integer, Integer> holes;
  private int duplicates;
  private int reordered;

  /**
   * Records a message.
   *
   * @return whether it is new
   */
  boolean received(int sequence) {
    if (sequence == next) {
      next++;
      return true;
    }
    if (sequence > next) {
      holes().put(next, sequence - 1);
      next = sequence + 1;
      return true;
    }
    if (fill(sequence)) {
      reordered++;
      return true;
    }
    duplicates++;
    return false;
  }

  /** Returns how many of the first {@code sent} messages did not arrive. */
  long missing(int sent) {
    long missing = Math.max(0, sent - next);
    if (holes != null) {
      for (Map.Entry<Integer, Integer> hole : holes.entrySet()) {
        missing += hole.getValue() - hole.getKey() + 1;
      }
    }
    return missing;
  }

  /** Returns how many arrived again. */
  int duplicates() {
    return duplicates;
  }

  /** Returns how many arrived after a later one. */
  int reordered() {
    return reordered;
  }

  private boolean fill(int sequence) {
    if (holes == null) {
      return false;
    }
    Map.Entry<Integer, Integer> hole = holes.floorEntry(sequence);
    if (hole == null || hole.getValue() < sequence) {
      return false;
    }
    holes.remove(hole.getKey());
    if (hole.getKey() < sequence) {
      holes.put(hole.getKey(), sequence - 1);
    }
    if (sequence < hole.getValue()) {
      holes.put(sequence + 1, hole.getValue());
    }
    return true;
  }

  private NavigableMap<Integer, Integer> holes() {
    if (holes == null) {
      holes = new TreeMap<>();
    }
    return holes;
  }
}
