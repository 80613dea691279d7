package io.wsgateway.connection;

/**
 * Why the gateway ends a connection; each protocol maps it to its own codes ({@link
 * ClientProtocol}).
 */
public enum EndReason {
  /** The conversation is over. */
  DONE(ComeBack.AS_YOU_LIKE),
  /** The server stops without a drain. */
  SHUTDOWN(ComeBack.BACKOFF),
  /** This node is draining; others serve. */
  DRAIN(ComeBack.AFTER_DELAY),
  /** The connection has reached its age; the client is to connect to any node. */
  AGED(ComeBack.AFTER_DELAY),
  /** This node was paused for too long: the client missed messages, and others serve. */
  PAUSED(ComeBack.AFTER_DELAY),
  /** Nothing was received from the client for too long. */
  SILENT(ComeBack.BACKOFF),
  /** A message was not complete in time. */
  UNFINISHED(ComeBack.NO),
  /** The client broke a rule of the transport protocol. */
  PROTOCOL_ERROR(ComeBack.NO),
  /** A kind of message that is not accepted here. */
  UNSUPPORTED_DATA(ComeBack.NO),
  /** Invalid UTF-8 or JSON. */
  INVALID_DATA(ComeBack.NO),
  /** A message that does not fit the schema of its endpoint. */
  UNFIT(ComeBack.NO),
  /** A message over its limit. */
  TOO_BIG(ComeBack.NO),
  /** A message in too many parts. */
  TOO_MANY_PARTS(ComeBack.NO),
  /** Rejected for good, by a rule or by an authorised caller. */
  KICKED(ComeBack.NO),
  /** An internal error, or a backend's failure where failures close the connection. */
  FAULT(ComeBack.BACKOFF),
  /** The client reads too slowly. */
  SLOW(ComeBack.AFTER_DELAY),
  /** The client keeps sending more than its limits allow. */
  TOO_FAST(ComeBack.AFTER_DELAY),
  /** This node, or a channel, is overloaded. */
  OVERLOAD(ComeBack.AFTER_DELAY),
  /** The client's message was not accepted. */
  NOT_TAKEN(ComeBack.AFTER_DELAY),
  /** The client missed messages that cannot be sent again. */
  MISSED_MESSAGES(ComeBack.RELOAD),
  /** The client has no token, or its token has expired. */
  TOKEN_EXPIRED(ComeBack.NEW_TOKEN),
  /** The client's credentials are not valid here, or its user may not connect. */
  REFUSED(ComeBack.NO),
  /** The client's credentials cannot be checked now, or its user is over a limit. */
  REFUSED_FOR_NOW(ComeBack.AFTER_DELAY);

  private final ComeBack comeBack;

  EndReason(ComeBack comeBack) {
    this.comeBack = comeBack;
  }

  /** Whether and how the client should reconnect. */
  public ComeBack comeBack() {
    return comeBack;
  }
}
