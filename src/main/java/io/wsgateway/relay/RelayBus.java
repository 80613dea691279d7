package io.wsgateway.relay;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * The bus between gateway nodes carries envelopes to one node and beacons to all, both as opaque
 * bytes. Called on the relay's loop.
 */
public interface RelayBus {
  /** The sending side towards a node. */
  Sender sender(String node);

  /** Sends a beacon to all nodes, this one included; completes when it has left. */
  Future<Void> publishBeacon(Buffer beacon);

  /** Begins to receive: envelopes first, then, when the other nodes know of that, beacons. */
  Future<Void> open(Receiver receiver);

  /** Receives nothing more. */
  Future<Void> close();

  /** Sends envelopes to one node, in order. */
  interface Sender {
    /** Completes when the envelope's bytes have left this node, or fails. */
    Future<Void> send(Buffer envelope);
  }

  /** Takes what arrives, in the order of each sender. */
  interface Receiver {
    /** An envelope for this node; {@code sender} is the id of the node that it came from. */
    void envelope(String sender, Buffer bytes);

    /** A node's beacon, perhaps this one's. */
    void beacon(String sender, Buffer bytes);
  }
}
