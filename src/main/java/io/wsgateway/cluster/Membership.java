package io.wsgateway.cluster;

import java.util.Map;

/** Knows which gateway nodes are in the cluster. Belongs to one loop. */
public interface Membership {
  /** The other nodes, by id, in the order of joining. */
  Map<String, Node> others();

  /** Notes that a node announced that it leaves. */
  void announced(String id);

  /** Notes that a node which announced that it leaves continues after all. */
  void stays(String id);

  /**
   * Takes a node's beacon.
   *
   * @param inMinority whether that node finds itself in a minority of the cluster
   */
  void heard(String id, boolean inMinority);

  /** Whether this node finds itself in a minority of the cluster; its beacons say so. */
  boolean isMinority();
}
