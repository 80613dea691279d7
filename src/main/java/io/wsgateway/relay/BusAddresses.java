package io.wsgateway.relay;

/**
 * The event-bus addresses that only gateway nodes use among themselves; backends must not use them.
 *
 * @param prefix {@code eventBus.prefix}
 */
record BusAddresses(String prefix) {
  /** The address at which a node receives envelopes. */
  String relay(String node) {
    return prefix + ".relay." + node;
  }

  /** The address at which every node receives the beacons of all nodes. */
  String beacon() {
    return prefix + ".beacon";
  }
}
