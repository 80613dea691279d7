package io.wsgateway.auth;

/** Tells why a token was refused. Has no stack trace: clients cause it at will. */
public final class TokenException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, as far as the client must know. */
  public enum Reason {
    /** It was valid once: the client gets a new one and connects again. */
    EXPIRED,
    /** It is not valid and will not be. */
    INVALID,
    /** The keys could not be read in time: the client tries again later. */
    UNAVAILABLE
  }

  /** The reason. */
  private final Reason reason;

  /**
   * Refuses a token.
   *
   * @param sentence for operators and developers; holds neither the token nor a key
   */
  public TokenException(Reason reason, String sentence) {
    super(sentence, null, false, false);
    this.reason = reason;
  }

  /** The reason. */
  public Reason reason() {
    return reason;
  }
}
