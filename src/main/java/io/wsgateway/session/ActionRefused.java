package io.wsgateway.session;

/**
 * Reports that a session refused a client's request: a subscription, which may also have ended
 * before it began, or a publication.
 */
public final class ActionRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The name cannot be a channel. */
    INVALID_CHANNEL,
    /** The channel's namespace is not configured. */
    UNKNOWN_CHANNEL,
    /** The client is subscribed already, or about to be. */
    ALREADY_SUBSCRIBED,
    /** The client has no right to do this in this channel. */
    NOT_PERMITTED,
    /** The client is subscribed to {@code limits.subscriptionsPerClient} channels. */
    LIMIT,
    /** The client unsubscribed before the subscription began. */
    UNSUBSCRIBED,
    /** The session has ended. */
    ENDED
  }

  private final Reason reason;

  /** Makes a refusal with a sentence for the client. */
  ActionRefused(Reason reason, String message) {
    // An expected result, not an error: no stack trace, because it may occur once per message.
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** The sentence for the client; never null. */
  public String explanation() {
    return String.valueOf(getMessage());
  }
}
