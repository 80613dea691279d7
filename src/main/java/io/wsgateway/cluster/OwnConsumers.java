package io.wsgateway.cluster;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Notices that this node is missing among the consumers of an address that it consumes, and has its
 * registrations put back: without them no other node can send to it. A single look may fall into a
 * registration that is under way, so an address counts when it is missing twice in a row. Belongs
 * to one loop.
 */
final class OwnConsumers {
  private final String self;
  private final Predicate<String> consumes;
  private final Runnable restore;
  private final Set<String> missing = new HashSet<>();

  /**
   * Begins with nothing missing.
   *
   * @param self this node's id
   * @param consumes whether this node consumes an address
   * @param restore puts the registrations back
   */
  OwnConsumers(String self, Predicate<String> consumes, Runnable restore) {
    this.self = self;
    this.consumes = consumes;
    this.restore = restore;
  }

  /** Takes what a look has found: the ids of all members that consume an address. */
  void found(String address, Set<String> consumers) {
    if (consumers.contains(self) || !consumes.test(address)) {
      missing.remove(address);
    } else if (!missing.add(address)) {
      missing.clear();
      restore.run();
    }
  }
}
