package io.wsgateway.fanout;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel's subscribers on one loop, in the order of joining. While a fan-out holds the list,
 * positions do not move: a subscriber that leaves makes an empty slot, and one that joins is
 * appended.
 */
final class Subscribers {
  private final List<@Nullable Subscriber> slots = new ArrayList<>();
  private final IdentityHashMap<Subscriber, Integer> places = new IdentityHashMap<>();
  private boolean held;

  boolean isEmpty() {
    return places.isEmpty();
  }

  int size() {
    return places.size();
  }

  boolean add(Subscriber subscriber) {
    if (places.putIfAbsent(subscriber, slots.size()) != null) {
      return false;
    }
    slots.add(subscriber);
    return true;
  }

  boolean remove(Subscriber subscriber) {
    Integer place = places.remove(subscriber);
    if (place == null) {
      return false;
    }
    slots.set(place, null);
    compact();
    return true;
  }

  @Nullable Subscriber at(int place) {
    return slots.get(place);
  }

  /** Fixes the positions until {@link #release}; returns their number. */
  int hold() {
    held = true;
    return slots.size();
  }

  void release() {
    held = false;
    compact();
  }

  private void compact() {
    if (held || slots.size() < 16 || slots.size() < 2 * places.size()) {
      return;
    }
    slots.removeIf(s -> s == null);
    for (int i = 0; i < slots.size(); i++) {
      Subscriber subscriber = slots.get(i);
      if (subscriber != null) {
        places.put(subscriber, i);
      }
    }
  }
}
