package io.wsgateway.session;

/**
 * A client's message that no backend took, or to which none replied in time. Any other failure of
 * {@link Backends} is an internal error.
 */
public final class Undelivered extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes an outcome with its reason, which stays inside the gateway. */
  public Undelivered(String reason) {
    // An answer, not a fault: no stack trace, it may come at the rate of messages.
    super(reason, null, false, false);
  }
}
