package io.wsgateway.backend;

/**
 * The addresses of the contract.
 *
 * @param prefix {@code eventBus.prefix}
 */
record BusAddress(String prefix) {
  /** To everybody at the raw endpoints. */
  String broadcast() {
    return prefix + ".broadcast";
  }

  /** To one channel. */
  String publish() {
    return prefix + ".publish";
  }

  /** To one channel, at the node that has this id or name. */
  String publish(String node) {
    return publish() + "." + node;
  }

  /** To one client. */
  String client() {
    return prefix + ".client";
  }

  /** To one client of the node with that id; for gateway nodes only. */
  String client(String node) {
    return prefix + ".client." + node;
  }

  /** What clients send to backends. */
  String inbound() {
    return prefix + ".inbound";
  }

  /** What happens to clients. */
  String events() {
    return prefix + ".events";
  }
}
