package io.wsgateway.auth;

/** What a backend has decided about a client, or why it has not. Immutable. */
public sealed interface ConnectDecision {
  /** The code of a refusal for which the backend has given none. */
  int NO_CODE = 0;

  /**
   * The client may connect.
   *
   * @param identity who it is
   */
  record Allowed(Identity identity) implements ConnectDecision {}

  /**
   * The client may not connect.
   *
   * @param code the close code that the backend wants the client to receive; {@link #NO_CODE}: none
   * @param reason the backend's text for the client; may be empty
   */
  record Denied(int code, String reason) implements ConnectDecision {}

  /** What the client has handed over was valid once: it gets something new and connects again. */
  record Expired() implements ConnectDecision {}

  /**
   * There is no decision now: the client tries again later.
   *
   * @param busy whether too many clients wait for one, rather than the backend being at fault
   * @param sentence for operators; without secrets
   */
  record Undecided(boolean busy, String sentence) implements ConnectDecision {}
}
