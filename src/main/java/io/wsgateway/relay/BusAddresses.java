package io.wsgateway.relay;

/**
 * The addresses between gateway nodes; backends have no business there.
 *
 * @param prefix {@code eventBus.prefix}
 */
record BusAddresses(String prefix) {
  /** Where a node takes envelopes. */
  String relay(String node) {
    return prefix + ".relay." + node;
  }

  /** Where every node hears every node's beacon. */
  String beacon() {
    return prefix + ".beacon";
  }
}
