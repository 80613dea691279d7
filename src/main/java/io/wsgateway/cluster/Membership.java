package io.wsgateway.cluster;

import java.util.Map;

/** Which gateway nodes are in the cluster. Belongs to one loop. */
public interface Membership {
  /** The other nodes, by id, in the order of their joining. */
  Map<String, Node> others();

  /** A node has said that it leaves. */
  void announced(String id);

  /** A node that said that it leaves goes on. */
  void stays(String id);

  /**
   * A node's beacon arrived.
   *
   * @param inMinority whether that node finds itself in a minority of the cluster
   */
  void heard(String id, boolean inMinority);

  /** Whether this node finds itself in a minority of the cluster: what its beacons tell. */
  boolean isMinority();
}
