package io.wsgateway.bench;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one client has received of one sender's messages, which are numbered from 0: whether each
 * came once and in order. While that is so it costs one comparison; holes are kept only when there
 * are some.
 */
final class Receipts {
  private int next;
  private @Nullable NavigableMap<Integer, Integer> holes;
  private int duplicates;
  private int reordered;

  /**
   * Takes a message.
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

  /** How many of the first {@code sent} messages did not come. */
  long missing(int sent) {
    long missing = Math.max(0, sent - next);
    if (holes != null) {
      for (Map.Entry<Integer, Integer> hole : holes.entrySet()) {
        missing += hole.getValue() - hole.getKey() + 1;
      }
    }
    return missing;
  }

  /** How many came again. */
  int duplicates() {
    return duplicates;
  }

  /** How many came after a later one. */
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
