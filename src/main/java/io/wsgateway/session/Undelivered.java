package io.wsgateway.session;

/**
 * Reports that no backend accepted a client's message, or that none replied in time. Any other
 * failure of {@link Backends} is an internal error.
 */
public final class Undelivered extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean told;

  /** Makes a failure with its reason, which is not sent to the client. */
  public Undelivered(String reason) {
    this(reason, false);
  }

  /** The same; {@code told}: a connected client gets an error and stays. */
  public Undelivered(String reason, boolean told) {
    // An expected result, not an error: no stack trace, because it may occur once per message.
    super(reason, null, false, false);
    this.told = told;
  }

  /** Whether a connected client gets an error and stays; otherwise it is closed. */
  public boolean isTold() {
    return told;
  }
}
