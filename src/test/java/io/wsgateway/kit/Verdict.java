package io.wsgateway.kit;

import io.wsgateway.kit.Finding.Kind;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a {@link HistoryChecker} found.
 *
 * @param promise what was promised
 * @param expected acknowledged publications, once for each client that should have them
 * @param delivered publications that arrived, once for each client
 * @param findings every deviation, those that the promise allows included
 */
public record Verdict(
    HistoryChecker.Promise promise, long expected, long delivered, List<Finding> findings) {

  /** How many deviations of a kind there are. */
  public long count(Kind kind) {
    return findings.stream().filter(finding -> finding.kind() == kind).count();
  }

  /** The deviations that break the promise. */
  public List<Finding> violations() {
    boolean lossAllowed = promise == HistoryChecker.Promise.LOSS_COUNTED;
    return findings.stream()
        .filter(finding -> !(lossAllowed && finding.kind() == Kind.LOST))
        .toList();
  }

  /** Fails if the promise was broken, or if nothing was there to judge. */
  public void assertHolds() {
    if (expected == 0 || delivered == 0) {
      throw new AssertionError("void: nothing was published and delivered: " + this);
    }
    List<Finding> violations = violations();
    if (!violations.isEmpty()) {
      throw new AssertionError(
          violations.stream()
              .limit(20)
              .map(Finding::toString)
              .collect(Collectors.joining("\n  ", this + "\n  ", "")));
    }
  }

  @Override
  public String toString() {
    return promise
        + ": "
        + delivered
        + " delivered, "
        + expected
        + " expected, deviations "
        + findings.stream().collect(Collectors.groupingBy(Finding::kind, Collectors.counting()));
  }
}
