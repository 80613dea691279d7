package io.wsgateway.connection;

/**
 * Where a connection is between its request and the end of TCP, and what it may do there. A signal
 * for which {@link #on} names no other state changes nothing.
 */
enum State {
  //          sends, handles, counts, drains
  /** The request is being answered; what is sent waits. */
  OPENING(true, false, false, false),

  /** As OPENING, but the client sends nothing more already, and gets nothing. */
  DESERTED(false, false, false, false),

  /** Closed by us before it was answered: a failed handshake, and no connection that was closed. */
  REFUSED(false, false, false, false),

  /** The answer is written, and the protocol is told so. */
  GREETING(true, false, false, false),

  OPEN(true, true, true, true),

  /** The client sends nothing more, and gets nothing; what it sent before is handled yet. */
  HALF_OPEN(false, true, true, false),

  /** TCP has ended, too; what came before still waits for its turn. */
  KEPT(false, true, true, false),

  /** Closed by us; the close goes behind what waits. */
  ENDING(false, false, true, true),

  /** The close is written, or none can be; nothing may follow. */
  CLOSING(false, false, true, false),

  /** Nothing reaches the client any more, and the protocol was told of the end. */
  OVER(false, false, true, false),

  /** TCP has ended. */
  CLOSED(false, false, false, false);

  /** What makes a connection pass from one state to another. */
  enum Signal {
    /** The answer to the request is written. */
    ANSWERED,
    /** The protocol knows. */
    GREETED,
    /** The client sends nothing more. */
    INPUT_ENDED,
    /** TCP has ended while input waits for its turn. */
    KEPT_ON,
    /** We close, behind what waits. */
    CLOSE,
    /** The close is written now. */
    CLOSE_WRITTEN,
    /** What waits will have no turn. */
    CUT,
    /** The last that the client gets has left. */
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

  /** Whether messages that are sent now may reach the client. */
  boolean sends() {
    return sends;
  }

  /** Whether what comes is handled, and the clock watches it. */
  boolean handles() {
    return handles;
  }

  /** Whether what comes counts for the client's limits: it costs time, handled or not. */
  boolean counts() {
    return counts;
  }

  /** Whether what waits goes to the transport as soon as that takes more. */
  boolean drains() {
    return drains;
  }

  /** Whether the protocol was told of the end. */
  boolean isTold() {
    return this == OVER || this == CLOSED;
  }

  /** The state behind a signal. */
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
            // No frame reaches it.
            case CLOSE, CLOSE_WRITTEN, CUT -> CLOSING;
            default -> this;
          };
      case ENDING -> signal == Signal.CLOSE_WRITTEN || signal == Signal.CUT ? CLOSING : this;
      case CLOSING -> signal == Signal.LEFT ? OVER : this;
      case OVER, CLOSED -> this;
    };
  }
}
