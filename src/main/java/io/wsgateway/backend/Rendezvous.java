package io.wsgateway.backend;

import java.util.List;

/**
 * Implements rendezvous hashing: each client has its own order of all nodes, the same at every
 * gateway, and gets the first one that is present. A node that starts or stops changes the choice
 * only for its own share of the clients.
 */
final class Rendezvous {
  private Rendezvous() {}

  /** Picks the client's node from these, of which there must be at least one. */
  static String pick(String client, List<String> nodes) {
    String best = nodes.get(0);
    long most = weight(client, best);
    for (int i = 1; i < nodes.size(); i++) {
      String node = nodes.get(i);
      long weight = weight(client, node);
      // If two have the same weight, the name decides, because the order of the list is arbitrary.
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
