package io.wsgateway.server.admission;

import io.wsgateway.auth.ConnectDecision;
import io.wsgateway.channel.LogText;

/** Composes the log lines for clients that the backend at {@code hooks.connect.url} let not in. */
final class HookRefusals {
  private static final String BACKEND = "the backend at hooks.connect.url";

  private HookRefusals() {}

  static Refusal denied(PathPattern endpoint, ConnectDecision.Denied denied) {
    String code = denied.code() == ConnectDecision.NO_CODE ? "" : " with " + denied.code();
    String reason =
        denied.reason().isEmpty() ? "" : ": " + LogText.escape(denied.reason(), Refusal.SHOWN);
    return new Refusal(
        "hook.denied",
        5,
        "refused a client of " + endpoint + ": " + BACKEND + " denied it" + code + reason,
        "");
  }

  static Refusal expired(PathPattern endpoint) {
    return new Refusal(
        "hook.denied",
        5,
        "refused a client of " + endpoint + ": " + BACKEND + " says that its credentials expired",
        "");
  }

  static Refusal undecided(PathPattern endpoint, String sentence) {
    return new Refusal(
        "hook.undecided",
        5,
        "refused a client of "
            + endpoint
            + " for now, without a decision of "
            + BACKEND
            + ": "
            + LogText.escape(sentence, Refusal.SHOWN),
        "");
  }

  static Refusal notAsked(PathPattern endpoint) {
    return new Refusal(
        "hook.undecided",
        5,
        BACKEND
            + " decides about each client of "
            + endpoint
            + ", and is not called by this question; every check before it has passed",
        "");
  }
}
