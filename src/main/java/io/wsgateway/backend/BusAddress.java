package io.wsgateway.backend;

/**
 * The event-bus addresses of the contract with backends.
 *
 * @param prefix {@code eventBus.prefix}
 */
record BusAddress(String prefix) {
  /** For messages to all clients of raw endpoints. */
  String broadcast() {
    return prefix + ".broadcast";
  }

  /** For messages to one channel. */
  String publish() {
    return prefix + ".publish";
  }

  /** For messages to one channel, at the node with this id or name. */
  String publish(String node) {
    return publish() + "." + node;
  }

  /** For messages to one client. */
  String client() {
    return prefix + ".client";
  }

  /** For messages to one client of the node with that id; for gateway nodes only. */
  String client(String node) {
    return prefix + ".client." + node;
  }

  /** For what clients send to backends. */
  String inbound() {
    return prefix + ".inbound";
  }

  /** For events of clients and nodes. */
  String events() {
    return prefix + ".events";
  }
}
