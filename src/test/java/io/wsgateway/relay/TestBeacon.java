package io.wsgateway.relay;

import java.util.Map;

/** Beacons of nodes that are in no minority and answer no probes. */
final class TestBeacon {
  private TestBeacon() {}

  static Beacon of(
      String node,
      String name,
      boolean leaving,
      long sentMillis,
      String release,
      long settings,
      Map<String, LinkPosition> positions,
      Map<String, Long> bases,
      Map<String, Long> echoes) {
    return new Beacon(
        node,
        name,
        leaving,
        sentMillis,
        release,
        settings,
        positions,
        bases,
        echoes,
        false,
        false,
        false,
        BlockNews.UNKNOWN);
  }

  /** The same with nothing to say of other nodes' links before, or of beacons received. */
  static Beacon of(
      String node,
      String name,
      boolean leaving,
      long sentMillis,
      String release,
      long settings,
      Map<String, LinkPosition> positions) {
    return of(node, name, leaving, sentMillis, release, settings, positions, Map.of(), Map.of());
  }
}
