package io.wsgateway.connection;

/**
 * Why the gateway ends a connection; a protocol says it in its own codes ({@link ClientProtocol}).
 */
public enum EndReason {
  /** The conversation is over. */
  DONE(ComeBack.AS_YOU_LIKE),
  /** The server ends, and nobody drained it. */
  SHUTDOWN(ComeBack.BACKOFF),
  /** This node drains; others serve. */
  DRAIN(ComeBack.AFTER_DELAY),
  /** This node stood still for too long: the client missed messages, and others serve. */
  PAUSED(ComeBack.AFTER_DELAY),
  /** Nothing was heard from the client for too long. */
  SILENT(ComeBack.BACKOFF),
  /** A message did not become whole in time. */
  UNFINISHED(ComeBack.NO),
  /** The client broke a rule of what carries its messages. */
  PROTOCOL_ERROR(ComeBack.NO),
  /** A kind of message that is not taken here. */
  UNSUPPORTED_DATA(ComeBack.NO),
  /** Not what it should be: UTF-8, JSON. */
  INVALID_DATA(ComeBack.NO),
  /** A message over its limit. */
  TOO_BIG(ComeBack.NO),
  /** A message in too many parts. */
  TOO_MANY_PARTS(ComeBack.NO),
  /** Refused for good, by a rule or by somebody who may. */
  KICKED(ComeBack.NO),
  /** A fault of the gateway, or of a backend where its failures close. */
  FAULT(ComeBack.BACKOFF),
  /** The client takes what it is sent too slowly. */
  SLOW(ComeBack.AFTER_DELAY),
  /** The client sends more than it may, and goes on. */
  TOO_FAST(ComeBack.AFTER_DELAY),
  /** This node, or a channel, has more to do than it can. */
  OVERLOAD(ComeBack.AFTER_DELAY),
  /** What the client sent was not taken. */
  NOT_TAKEN(ComeBack.AFTER_DELAY),
  /** A gap in what it was sent that cannot be repaired. */
  MISSED_MESSAGES(ComeBack.RELOAD),
  /** Its token ended, or never held. */
  TOKEN_EXPIRED(ComeBack.NEW_TOKEN);

  private final ComeBack comeBack;

  EndReason(ComeBack comeBack) {
    this.comeBack = comeBack;
  }

  /** Whether and how the client should return. */
  public ComeBack comeBack() {
    return comeBack;
  }
}
