package io.wsgateway.hooks;

import io.wsgateway.metrics.HookMetrics.Outcome;

/** Reports that a call got no answer that can be used; the message is for logs. */
public final class HookFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  HookFailed(Outcome outcome, String message) {
    // Expected while a backend is down, once per call: no stack trace.
    super(message, null, false, false);
    this.outcome = outcome;
  }

  /** Why. */
  public Outcome outcome() {
    return outcome;
  }

  /**
   * Whether the backend got the call and answered it in a way that cannot be used, so that a client
   * may hear of an error of the backend; otherwise it is down, slow or overloaded.
   */
  public boolean isUnusable() {
    return outcome == Outcome.FAILED || outcome == Outcome.INVALID;
  }
}
