package io.wsgateway.client;

/**
 * Reports that a call failed, or that the cluster could not be joined. {@link #reason} shows what
 * to do about it.
 */
public final class GatewayException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The kind of failure. */
  public enum Reason {
    /** 400: the gateway does not accept such a call; repeating it does not help. */
    BAD_REQUEST,
    /** 404: no such namespace or endpoint, or the client has disconnected. */
    NOT_FOUND,
    /** 413: over {@code limits.messageBytes}. */
    TOO_LARGE,
    /** 429, until the time of the call was up: nothing was sent, slow down. */
    BUSY,
    /** No gateway could accept it until the time of the call was up: nothing was sent. */
    UNAVAILABLE,
    /** Too many calls are queued already, see {@link GatewayOptions#setQueue}: nothing was sent. */
    QUEUE_FULL,
    /** No answer arrived, or the gateway that was asked has left: it may have been sent. */
    UNKNOWN_OUTCOME,
    /** The gateway refused for a reason that this library does not know; see {@link #code}. */
    OTHER,
    /** {@link Gateway#close} had been called: nothing was sent. */
    CLOSED,
    /** From {@link Gateway#join}: the event bus does not work in both directions. */
    UNREACHABLE,
    /**
     * From {@link Gateway#join}: the Hazelcast version on the class path cannot join the gateways.
     */
    WRONG_VERSION
  }

  private final Reason reason;
  private final int code;

  GatewayException(Reason reason, int code, String message) {
    super(message);
    this.reason = reason;
    this.code = code;
  }

  GatewayException(Reason reason, String message) {
    this(reason, 0, message);
  }

  /** The kind of failure. */
  public Reason reason() {
    return reason;
  }

  /** The gateway's code, such as 404; 0 when none was answered. */
  public int code() {
    return code;
  }

  /** Whether the message may have reached clients although the call failed. */
  public boolean maybeSent() {
    return reason == Reason.UNKNOWN_OUTCOME || reason == Reason.OTHER;
  }
}
