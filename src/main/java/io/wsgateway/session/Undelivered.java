package io.wsgateway.session;

/**
 * Reports that no backend accepted a client's message, or that none replied in time. Any other
 * failure of {@link Backends} is an internal error.
 */
public final class Undelivered extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes a failure with its reason, which is not sent to the client. */
  public Undelivered(String reason) {
    // An expected result, not an error: no stack trace, because it may occur once per message.
    super(reason, null, false, false);
  }
}
