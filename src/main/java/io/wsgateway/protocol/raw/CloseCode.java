package io.wsgateway.protocol.raw;

import io.wsgateway.connection.ComeBack;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The close codes of raw endpoints, with their metric labels; a test checks that the table in the
 * documentation matches. Codes below 3000 are from RFC 6455 section 7.4.1 and the IANA registry;
 * 4000 and above are ours. The Centrifugo protocol has its own (3000-3999).
 */
public enum CloseCode {
  NORMAL(1000, "normal", ComeBack.AS_YOU_LIKE, "the conversation is over"),
  GOING_AWAY(
      1001, "going away", ComeBack.BACKOFF, "the gateway stops, or received nothing for too long"),
  PROTOCOL_ERROR(1002, "protocol error", ComeBack.NO, "a frame broke RFC 6455"),
  UNSUPPORTED_DATA(
      1003, "unsupported data", ComeBack.NO, "a binary message where only text is accepted"),
  INVALID_PAYLOAD(
      1007, "invalid payload", ComeBack.NO, "not UTF-8, or not JSON where JSON is required"),
  POLICY(
      1008,
      "policy violation",
      ComeBack.NO,
      "rejected for good, such as an invalid token; or a message in too many parts, not complete in"
          + " time, or one that does not fit the endpoint's schema"),
  TOO_BIG(1009, "message too big", ComeBack.NO, "a message over limits.messageBytes"),
  INTERNAL(
      1011,
      "internal error",
      ComeBack.BACKOFF,
      "an internal error of the gateway, or a backend's failure with onFail: close"),
  SERVICE_RESTART(
      1012,
      "service restart",
      ComeBack.AFTER_DELAY,
      "this node is draining or was paused, or the connection has reached its age"),
  TRY_LATER(
      1013,
      "try again later",
      ComeBack.AFTER_DELAY,
      "the client reads too slowly or sends too fast; overload; its message was not accepted; its"
          + " user has too many connections; or its credentials cannot be checked now"),
  MISSED_MESSAGES(
      4010,
      "missed messages",
      ComeBack.RELOAD,
      "the client missed messages that cannot be sent again"),
  TOKEN_EXPIRED(
      4401,
      "token expired",
      ComeBack.NEW_TOKEN,
      "there is no token, or it has expired; get a new one first");

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

  /** Whether and how a client should reconnect. */
  public ComeBack comeBack() {
    return comeBack;
  }

  /** When the gateway sends it, for the documentation. */
  public String cause() {
    return cause;
  }

  /**
   * Returns the metric label of an end: the code's number if the gateway closed with a code of this
   * table, or the client with 1000 or 1001. Otherwise it is {@code other}, because codes sent by
   * clients must not look like problems of the gateway.
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
