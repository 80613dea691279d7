package io.wsgateway.broker;

/** Reports that a publication was not accepted. No subscriber received it. */
public final class PublishRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why; each has the failure code of the event-bus contract. */
  public enum Reason {
    /** The request itself is wrong. */
    BAD_REQUEST(400),
    /** The channel's namespace is not configured. */
    UNKNOWN_CHANNEL(404),
    /** The data is over {@code limits.messageBytes}. */
    TOO_LARGE(413),
    /** The publish queue is full, or the channel is over its rate; try later. */
    BACKLOG(429),
    /** This node is not in service; nothing was sent, try later. */
    UNAVAILABLE(503);

    private final int code;

    Reason(int code) {
      this.code = code;
    }

    /** The failure code; the codes follow HTTP's. */
    public int code() {
      return code;
    }
  }

  private final Reason reason;

  /** Makes a refusal with a sentence for the publisher. */
  public PublishRefused(Reason reason, String message) {
    // An expected result, not an error: no stack trace, because it may occur once per message.
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** The sentence for the publisher; never null. */
  public String explanation() {
    return String.valueOf(getMessage());
  }
}
