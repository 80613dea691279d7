package io.wsgateway.protocol.raw;

import io.wsgateway.connection.ComeBack;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The close codes of raw endpoints: the one table from which the documentation and the metric
 * labels are made. Codes below 3000 are of RFC 6455 section 7.4.1 and the IANA registry; 4000 and
 * above are ours. The Centrifugo protocol has its own (3000-3999).
 */
public enum CloseCode {
  NORMAL(1000, "normal", ComeBack.AS_YOU_LIKE, "the conversation is over"),
  GOING_AWAY(
      1001, "going away", ComeBack.BACKOFF, "the gateway ends, or heard nothing for too long"),
  PROTOCOL_ERROR(1002, "protocol error", ComeBack.NO, "a frame broke RFC 6455"),
  UNSUPPORTED_DATA(
      1003, "unsupported data", ComeBack.NO, "a binary message where only text is taken"),
  INVALID_PAYLOAD(1007, "invalid payload", ComeBack.NO, "not UTF-8, or not JSON where JSON is due"),
  POLICY(
      1008,
      "policy violation",
      ComeBack.NO,
      "refused for good; a message in too many parts or too slow"),
  TOO_BIG(1009, "message too big", ComeBack.NO, "a message over limits.messageBytes"),
  INTERNAL(
      1011,
      "internal error",
      ComeBack.BACKOFF,
      "a fault of the gateway, or a backend's failure with onFail: close"),
  SERVICE_RESTART(
      1012,
      "service restart",
      ComeBack.AFTER_DELAY,
      "this node drains or was paused; others serve"),
  TRY_LATER(
      1013,
      "try again later",
      ComeBack.AFTER_DELAY,
      "too slow, too fast, or overload; what it sent was not taken"),
  MISSED_MESSAGES(4010, "missed messages", ComeBack.RELOAD, "a gap that cannot be repaired"),
  TOKEN_EXPIRED(4401, "token expired", ComeBack.NEW_TOKEN, "get a new token first");

  private static final String OTHER = "other";

  private final int code;
  private final String reason;
  private final ComeBack comeBack;
  private final String cause;

  CloseCode(int code, String reason, ComeBack comeBack, String cause) {
    this.code = code;
    this.reason = reason;
    this.comeBack = comeBack;
    this.cause = cause;
  }

  /** The number in the close frame. */
  public int code() {
    return code;
  }

  /** The reason sent when none is given. */
  public String reason() {
    return reason;
  }

  /** Whether and how a client should return. */
  public ComeBack comeBack() {
    return comeBack;
  }

  /** When the gateway sends it, for the documentation. */
  public String cause() {
    return cause;
  }

  /**
   * The metric label of an end: the code's number when the gateway closed with a code of this
   * table, or the client with 1000 or 1001; else {@code other}, for a client must not look like our
   * own troubles.
   */
  public static String label(int code, boolean byPeer) {
    boolean named =
        byPeer
            ? code == NORMAL.code || code == GOING_AWAY.code
            : Arrays.stream(values()).anyMatch(c -> c.code == code);
    return named ? Integer.toString(code) : OTHER;
  }

  /** All metric labels. */
  static List<String> labels() {
    return Stream.concat(
            Arrays.stream(values()).map(c -> Integer.toString(c.code)), Stream.of(OTHER))
        .toList();
  }
}
