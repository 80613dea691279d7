package io.wsgateway.auth;

/**
 * Whether a client may do something, and which condition decided. Immutable.
 *
 * @param cause why not; {@link Cause#NONE} if it may
 * @param reason one sentence without a period: the condition that decided, with the key to change
 */
public record Permission(Cause cause, String reason) {
  /** Why a client may not do something. */
  public enum Cause {
    /** It may. */
    NONE,
    /** The channel's name is not valid. */
    NAME,
    /** The channel's namespace is not configured. */
    UNKNOWN,
    /** The client has no right to it. */
    DENIED
  }

  static Permission allowed(String reason) {
    return new Permission(Cause.NONE, reason);
  }

  static Permission denied(Cause cause, String reason) {
    return new Permission(cause, reason);
  }

  /** Whether the client may do it. */
  public boolean isAllowed() {
    return cause == Cause.NONE;
  }
}
