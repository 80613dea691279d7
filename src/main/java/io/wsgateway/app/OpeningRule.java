package io.wsgateway.app;

import java.util.Set;

/**
 * When a node of a cluster may take clients: when it and all others send to each other, and they
 * are as many as there must be. Both conditions have an end: a node that another does not answer,
 * or that finds too few, is better than none.
 *
 * @param minMembers how many nodes must see each other
 * @param aloneMillis how long too few are waited for
 * @param unmetMillis how long a member that does not answer is waited for
 */
record OpeningRule(int minMembers, long aloneMillis, long unmetMillis) {
  /** What to do. */
  enum Verdict {
    /** Wait on. */
    WAIT,
    /** Take clients. */
    OPEN,
    /** Take clients although a member does not answer: it will miss messages and so will we. */
    OPEN_UNMET,
    /** Take clients although there are too few. */
    OPEN_ALONE
  }

  /**
   * Judges.
   *
   * @param met nodes that see each other, this one included
   * @param unmet the members that do not
   * @param elapsedMillis since this node joined
   */
  Verdict decide(int met, Set<String> unmet, long elapsedMillis) {
    boolean all = unmet.isEmpty() || elapsedMillis >= unmetMillis;
    if (!all) {
      return Verdict.WAIT;
    }
    if (met >= minMembers) {
      return unmet.isEmpty() ? Verdict.OPEN : Verdict.OPEN_UNMET;
    }
    return elapsedMillis >= aloneMillis ? Verdict.OPEN_ALONE : Verdict.WAIT;
  }
}
