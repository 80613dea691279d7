package io.wsgateway.app;

import java.util.Set;

/**
 * Decides when a node of a cluster may accept clients: when it has two-way contact with all others,
 * and there are at least as many as configured. Both conditions end after a time: a node that one
 * member does not answer, or that finds too few others, is better than none. A node that all others
 * refuse never accepts clients: the others are in service, and it would only take clients away from
 * them. A rollout stops at such a node.
 *
 * @param minMembers how many nodes must have two-way contact
 * @param aloneMillis how long to wait while there are too few nodes
 * @param unconfirmedMillis how long to wait for a member that does not answer
 */
record OpeningRule(int minMembers, long aloneMillis, long unconfirmedMillis) {
  /** The decision. */
  enum Verdict {
    /** Keep waiting. */
    WAIT,
    /**
     * Wait until that is fixed: all others refuse this node, and its clients would receive nothing
     * from them.
     */
    REFUSED,
    /** Accept clients. */
    OPEN,
    /**
     * Accept clients although a member does not answer: both nodes will miss messages of the other.
     */
    OPEN_UNCONFIRMED,
    /** Accept clients although there are too few nodes. */
    OPEN_ALONE
  }

  /**
   * Decides.
   *
   * @param confirmed how many nodes have two-way contact, this one included
   * @param refused whether every node that answers refuses this one, and at least one does
   * @param unconfirmed the members that have not confirmed that they send to this node
   * @param elapsedMillis since this node joined
   */
  Verdict decide(int confirmed, boolean refused, Set<String> unconfirmed, long elapsedMillis) {
    if (refused && confirmed == 1) {
      return Verdict.REFUSED;
    }
    boolean all = unconfirmed.isEmpty() || elapsedMillis >= unconfirmedMillis;
    if (!all) {
      return Verdict.WAIT;
    }
    if (confirmed >= minMembers) {
      return unconfirmed.isEmpty() ? Verdict.OPEN : Verdict.OPEN_UNCONFIRMED;
    }
    return elapsedMillis >= aloneMillis ? Verdict.OPEN_ALONE : Verdict.WAIT;
  }
}
