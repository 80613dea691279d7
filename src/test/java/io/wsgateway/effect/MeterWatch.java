package io.wsgateway.effect;

import io.wsgateway.support.Scrape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the meters of some nodes have shown since the watch began. */
final class MeterWatch {
  private final Map<Node, Scrape> first = new HashMap<>();
  private final Set<String> moved = new HashSet<>();

  /** Looks at these meters of a node; the first look at a node is what later ones are held to. */
  void look(Node node, Set<String> meters) {
    Scrape now = node.scrape();
    Scrape before = first.putIfAbsent(node, now);
    if (before != null) {
      meters.stream()
          .filter(meter -> !now.meter(meter).equals(before.meter(meter)))
          .forEach(moved::add);
    }
  }

  /** Whether a meter has shown two values. */
  boolean hasMoved(String meter) {
    return moved.contains(meter);
  }

  /** The meters among these that have not moved. */
  List<String> still(Set<String> meters) {
    return meters.stream().filter(meter -> !moved.contains(meter)).sorted().toList();
  }
}
