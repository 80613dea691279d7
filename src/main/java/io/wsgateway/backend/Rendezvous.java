package io.wsgateway.backend;

import java.util.List;

/**
 * Rendezvous hashing: each client has its own order of all nodes, the same at every gateway, and
 * gets the first that is there. A node that comes or goes changes the choice of its own share of
 * the clients only.
 */
final class Rendezvous {
  private Rendezvous() {}

  /** The client's node of these, of which there is at least one. */
  static String pick(String client, List<String> nodes) {
    String best = nodes.get(0);
    long most = weight(client, best);
    for (int i = 1; i < nodes.size(); i++) {
      String node = nodes.get(i);
      long weight = weight(client, node);
      // Of two that weigh the same, the name decides: the order of the list is nobody's.
      if (weight > most || (weight == most && node.compareTo(best) < 0)) {
        best = node;
        most = weight;
      }
    }
    return best;
  }

  private static long weight(String client, String node) {
    long mixed = ((long) client.hashCode() << 32) ^ (node.hashCode() & 0xFFFF_FFFFL);
    // The last steps of MurmurHash3: every bit of the input changes every bit of the outcome.
    mixed = (mixed ^ (mixed >>> 33)) * 0xFF51_AFD7_ED55_8CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CE_B9FE_1A85_EC53L;
    return mixed ^ (mixed >>> 33);
  }
}
