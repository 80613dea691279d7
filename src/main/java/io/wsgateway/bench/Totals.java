package io.wsgateway.bench;

/** Sums up all receipts of a run. */
final class Totals {
  private long expected;
  private long missing;
  private long duplicates;
  private long reordered;

  /**
   * Adds the messages that one client received from one sender, which sent {@code sent} messages.
   */
  void add(Receipts receipts, int sent) {
    expected += sent;
    missing += receipts.missing(sent);
    duplicates += receipts.duplicates();
    reordered += receipts.reordered();
  }

  /** Returns how many messages all clients together should have received. */
  long expected() {
    return expected;
  }

  long missing() {
    return missing;
  }

  long duplicates() {
    return duplicates;
  }

  long reordered() {
    return reordered;
  }
}
