package io.wsgateway.bench;

/** The sums of all receipts of a run. */
final class Totals {
  private long expected;
  private long missing;
  private long duplicates;
  private long reordered;

  /** Adds what one client received of one sender that sent so many. */
  void add(Receipts receipts, int sent) {
    expected += sent;
    missing += receipts.missing(sent);
    duplicates += receipts.duplicates();
    reordered += receipts.reordered();
  }

  /** Messages that all clients together should have received. */
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
