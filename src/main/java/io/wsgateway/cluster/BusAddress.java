package io.wsgateway.cluster;

import java.util.List;
import java.util.stream.Stream;

/**
 * The event-bus addresses: those of the contract with backends, and those that gateway nodes use
 * among themselves.
 *
 * @param prefix {@code eventBus.prefix}
 */
public record BusAddress(String prefix) {
  /** For messages to all clients of raw endpoints. */
  public String broadcast() {
    return prefix + ".broadcast";
  }

  /** For messages to one channel. */
  public String publish() {
    return prefix + ".publish";
  }

  /** For messages to one channel, at the node with this id or name. */
  public String publish(String node) {
    return publish() + "." + node;
  }

  /** For messages to one client. */
  public String client() {
    return prefix + ".client";
  }

  /** For messages to one client of the node with that id; for gateway nodes only. */
  public String client(String node) {
    return client() + "." + node;
  }

  /** For what clients send to backends. */
  public String inbound() {
    return prefix + ".inbound";
  }

  /** For events of clients and nodes. */
  public String events() {
    return prefix + ".events";
  }

  /** The address at which a node receives envelopes; for gateway nodes only. */
  public String relay(String node) {
    return prefix + ".relay." + node;
  }

  /** The address at which every node receives the beacons of all nodes; for gateway nodes only. */
  public String beacon() {
    return prefix + ".beacon";
  }

  /** The address at which a node takes calls of other nodes; for gateway nodes only. */
  public String control(String node) {
    return prefix + ".control." + node;
  }

  /** The addresses that only gateway nodes may consume: the shared ones, and those of one node. */
  List<String> reserved(Node node) {
    return Stream.of(
            publish(),
            broadcast(),
            client(),
            beacon(),
            publish(node.id()),
            publish(node.name()),
            client(node.id()),
            relay(node.id()),
            control(node.id()))
        .distinct()
        .toList();
  }
}
