package io.wsgateway.connection;

/**
 * The states of a connection between its request and the end of TCP, and what is allowed in each. A
 * signal for which {@link #on} names no other state changes nothing.
 */
enum State {
  //          sends, handles, counts, drains
  /** The request is being answered; messages are queued. */
  OPENING(true, false, false, false),

  /** As OPENING, but the client has already ended its side, and gets nothing. */
  DESERTED(false, false, false, false),

  /** Closed by us before the answer: counts as a failed handshake, not as a closed connection. */
  REFUSED(false, false, false, false),

  /** The answer is written, and the protocol is being notified. */
  GREETING(true, false, false, false),

  OPEN(true, true, true, true),

  /** The client has ended its side, and gets nothing; its earlier input is still handled. */
  HALF_OPEN(false, true, true, false),

  /** TCP has ended, too; earlier input is still queued. */
  KEPT(false, true, true, false),

  /** Closed by us; the close is sent after the queued data. */
  ENDING(false, false, true, true),

  /** The close is written, or cannot be; nothing may follow. */
  CLOSING(false, false, true, false),

  /** Nothing reaches the client any more, and the protocol was notified of the end. */
  OVER(false, false, true, false),

  /** TCP has ended. */
  CLOSED(false, false, false, false);

  /** The events that change the state. */
  enum Signal {
    /** The answer to the request is written. */
    ANSWERED,
    /** The protocol was notified. */
    GREETED,
    /** The client has ended its side. */
    INPUT_ENDED,
    /** TCP has ended while input is queued. */
    KEPT_ON,
    /** We close, after the queued data. */
    CLOSE,
    /** The close is written now. */
    CLOSE_WRITTEN,
    /** Queued input will not be handled. */
    CUT,
    /** The last data for the client has been sent. */
    LEFT,
    /** TCP has ended, or the upgrade failed. */
    GONE
  }

  private final boolean sends;
  private final boolean handles;
  private final boolean counts;
  private final boolean drains;

  State(boolean sends, boolean handles, boolean counts, boolean drains) {
    this.sends = sends;
    this.handles = handles;
    this.counts = counts;
    this.drains = drains;
  }

  /** Returns whether messages that are sent now may reach the client. */
  boolean sends() {
    return sends;
  }

  /** Returns whether input is handled, and the clock checks the connection. */
  boolean handles() {
    return handles;
  }

  /** Returns whether input counts for the client's limits: it costs time, handled or not. */
  boolean counts() {
    return counts;
  }

  /** Returns whether queued data is written as soon as the transport is writable. */
  boolean drains() {
    return drains;
  }

  /** Returns whether the protocol was notified of the end. */
  boolean isTold() {
    return this == OVER || this == CLOSED;
  }

  /** Returns the state after a signal. */
  State on(Signal signal) {
    if (signal == Signal.GONE) {
      return CLOSED;
    }
    return switch (this) {
      case OPENING ->
          switch (signal) {
            case ANSWERED -> GREETING;
            case INPUT_ENDED -> DESERTED;
            case CLOSE -> REFUSED;
            default -> this;
          };
      case DESERTED ->
          switch (signal) {
            case ANSWERED -> HALF_OPEN;
            case CLOSE -> REFUSED;
            default -> this;
          };
      case REFUSED -> signal == Signal.ANSWERED ? ENDING : this;
      case GREETING ->
          switch (signal) {
            case GREETED -> OPEN;
            case INPUT_ENDED -> HALF_OPEN;
            case CLOSE -> ENDING;
            default -> this;
          };
      case OPEN, HALF_OPEN ->
          switch (signal) {
            case INPUT_ENDED -> HALF_OPEN;
            case KEPT_ON -> KEPT;
            case CLOSE -> ENDING;
            case CLOSE_WRITTEN, CUT -> CLOSING;
            default -> this;
          };
      case KEPT ->
          switch (signal) {
            // No frame reaches the client.
            case CLOSE, CLOSE_WRITTEN, CUT -> CLOSING;
            default -> this;
          };
      case ENDING -> signal == Signal.CLOSE_WRITTEN || signal == Signal.CUT ? CLOSING : this;
      case CLOSING -> signal == Signal.LEFT ? OVER : this;
      case OVER, CLOSED -> this;
    };
  }
}
