package io.wsgateway.hooks;

import io.wsgateway.metrics.HookMetrics.Outcome;

/** Makes what calls fail with. */
public final class HookFailures {
  private HookFailures() {}

  public static HookFailed of(Outcome outcome) {
    return new HookFailed(outcome, "a test says " + outcome);
  }
}
