package io.wsgateway.app;

import java.util.Set;

/**
 * When a node of a cluster may accept clients: when it and all others send to each other, and they
 * are as many as there must be. Both conditions have an end: a node that another does not answer,
 * or that finds too few, is better than none. A node that all others refuse is not: those are in
 * service, and it would only take clients away from them. A rollout stops at it.
 *
 * @param minMembers how many nodes must have two-way contact
 * @param aloneMillis how long too few are waited for
 * @param unconfirmedMillis how long a member that does not answer is waited for
 */
record OpeningRule(int minMembers, long aloneMillis, long unconfirmedMillis) {
  /** What to do. */
  enum Verdict {
    /** Wait on. */
    WAIT,
    /** Wait until that is put right: this node is outside, its clients would hear nobody. */
    REFUSED,
    /** Take clients. */
    OPEN,
    /** Take clients although a member does not answer: it will miss messages and so will we. */
    OPEN_UNCONFIRMED,
    /** Take clients although there are too few. */
    OPEN_ALONE
  }

  /**
   * Judges.
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
