package io.wsgateway.backend;

import io.wsgateway.metrics.ClientCallMetrics.Outcome;
import java.util.Arrays;
import java.util.Optional;

/** Reports a call for one client that did not reach it. */
public final class ClientCallFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The reason; each but the last has the failure code of the event-bus contract. */
  public enum Reason {
    /** The call itself is wrong. */
    BAD_REQUEST(400, Outcome.BAD_REQUEST),
    /** There is no such client (any more). */
    GONE(404, Outcome.GONE),
    /** Over {@code limits.messageBytes}. */
    TOO_LARGE(413, Outcome.TOO_LARGE),
    /** Too many calls are in flight; try later. */
    BACKLOG(429, Outcome.BACKLOG),
    /** Not sent; try later. */
    UNAVAILABLE(503, Outcome.UNAVAILABLE),
    /** The client's node did not answer in time: it may have been sent. */
    TIMEOUT(-1, Outcome.TIMEOUT);

    private final int code;
    private final Outcome outcome;

    Reason(int code, Outcome outcome) {
      this.code = code;
      this.outcome = outcome;
    }

    /** The failure code, of the family of HTTP's. */
    int code() {
      return code;
    }

    /** Its label in the metrics. */
    Outcome outcome() {
      return outcome;
    }

    static Optional<Reason> of(int code) {
      return Arrays.stream(values()).filter(reason -> reason.code == code).findAny();
    }
  }

  private final Reason reason;

  ClientCallFailed(Reason reason, String explanation) {
    // This is an answer, not an internal error: it has no stack trace, because it may occur at the
    // rate of messages.
    super(explanation, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** The sentence for the caller; never null. */
  public String explanation() {
    return String.valueOf(getMessage());
  }
}
