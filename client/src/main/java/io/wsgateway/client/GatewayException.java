package io.wsgateway.client;

/** A call failed, or the cluster could not be joined. {@link #reason} says what to do about it. */
public final class GatewayException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why. */
  public enum Reason {
    /** 400: the gateway does not take such a call, whenever it comes. */
    BAD_REQUEST,
    /** 404: no such namespace or endpoint, or the client has gone. */
    NOT_FOUND,
    /** 413: over {@code limits.messageBytes}. */
    TOO_LARGE,
    /** 429, until the time of the call was up: nothing was sent, slow down. */
    BUSY,
    /** No gateway could take it until the time of the call was up: nothing was sent. */
    UNAVAILABLE,
    /** Too many calls wait already, see {@link GatewayOptions#setQueue}: nothing was sent. */
    QUEUE_FULL,
    /** No answer came, or the gateway that was asked has gone: it may have been sent. */
    UNKNOWN_OUTCOME,
    /** The gateway refused for a reason that this library does not know; see {@link #code}. */
    OTHER,
    /** {@link Gateway#close} was called before: nothing was sent. */
    CLOSED,
    /** Of {@link Gateway#join}: the event bus does not work in both directions. */
    UNREACHABLE,
    /** Of {@link Gateway#join}: the class path has a Hazelcast that cannot join the gateways. */
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

  /** What kind of failure it is. */
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
