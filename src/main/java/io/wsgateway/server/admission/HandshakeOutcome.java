package io.wsgateway.server.admission;

import io.wsgateway.auth.TokenException;
import io.wsgateway.connection.EndReason;
import io.wsgateway.transport.UndecodableRequest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The possible outcomes of an upgrade request: metric label, which is also the {@code code} in the
 * response, HTTP status, and {@code message}. The message never repeats any part of the request.
 */
public enum HandshakeOutcome {
  ACCEPTED("accepted", 101, ""),
  URI_TOO_LONG("uri_too_long", 414, "the request line is over limits.handshakeBytes"),
  HEADERS_TOO_LARGE(
      "headers_too_large",
      431,
      "the headers are over limits.handshakeBytes; are there many cookies?"),
  MALFORMED("malformed", 400, "this is not a valid request"),
  PROXY_HEADER(
      "proxy_header", 400, "a PROXY protocol header is not expected here; see http.proxyProtocol"),
  NO_PROXY_HEADER(
      "no_proxy_header", 0, "http.proxyProtocol is on, but the connection has no such header"),
  TLS("tls", 0, "TLS is not enabled on this port; see http.tls"),
  NO_TLS("no_tls", 0, "http.tls is on, but the client sent plain HTTP"),
  NOT_FOUND("not_found", 404, "there is nothing at this path"),
  BAD_TARGET(
      "bad_target", 400, "the request target must be a path, in which every % begins an escape"),
  UPGRADE_REQUIRED(
      "upgrade_required",
      426,
      "this path takes WebSocket, GET with Accept: text/event-stream or with ?poll=, and POST"),
  DRAINING("draining", 503, "this node is draining; retry to reach another node"),
  WAKING("waking", 503, "this node was paused and is waiting for the other nodes; retry later"),
  STARTING("starting", 503, "this node is not in service yet; retry later"),
  BAD_METHOD("bad_method", 405, "the header Allow names the methods of this path"),
  BAD_HTTP("bad_http", 400, "a WebSocket upgrade is HTTP/1.1 with exactly one valid Host"),
  BAD_HOST("bad_host", 400, "a request has exactly one valid Host"),
  MISDIRECTED("misdirected", 421, "this host name is not served here"),
  BODY("body", 400, "a request that opens a connection has no body"),
  EVENT_ID("event_id", 400, "Last-Event-ID is at most 256 characters, without control characters"),
  BAD_UPGRADE("bad_upgrade", 400, "Connection must name Upgrade, and Upgrade must name websocket"),
  BAD_VERSION("bad_version", 426, "Sec-WebSocket-Version must be 13, once"),
  BAD_KEY("bad_key", 400, "Sec-WebSocket-Key must be 16 bytes in Base64, once"),
  ORIGIN("origin", 403, "pages of this origin may not connect"),
  ADDRESS_LIMIT("address_limit", 429, "too many connections from this address"),
  ADDRESS_SLOW(
      "address_slow",
      429,
      "connections of this address did not read and were closed too often; retry later"),
  MEDIA_TYPE(
      "media_type",
      415,
      "Content-Type must be text/plain, application/json or application/octet-stream, without"
          + " Content-Encoding, and text must be UTF-8"),
  MESSAGE_LIMIT("message_limit", 429, "too many messages; retry later"),
  TOO_LARGE("too_large", 413, "the message is over limits.messageBytes"),
  SLOW_BODY("slow_body", 408, "the message did not arrive in time"),
  SUBPROTOCOL("subprotocol", 400, "none of the offered subprotocols is supported here"),
  ADMISSION_RATE("admission_rate", 503, "too many clients are connecting at once"),
  ADMISSION_LAG("admission_lag", 503, "this node is too busy for new clients"),
  CAPACITY("capacity", 503, "this node has reached its connection limit"),
  TOKEN_MISSING("token_missing", 401, EndReason.TOKEN_EXPIRED, "a token is required here"),
  TOKEN_EXPIRED("token_expired", 401, EndReason.TOKEN_EXPIRED, "the token has expired"),
  TOKEN_INVALID("token_invalid", 401, EndReason.REFUSED, "the token is not valid here"),
  TOKEN_UNCHECKED(
      "token_unchecked",
      503,
      EndReason.REFUSED_FOR_NOW,
      "tokens cannot be checked now; retry later"),
  HOOK_DENIED("hook_denied", 403, EndReason.REFUSED, "the backend refused this client"),
  HOOK_UNDECIDED(
      "hook_undecided",
      503,
      EndReason.REFUSED_FOR_NOW,
      "the backend that decides did not answer; retry later"),
  HOOK_BUSY(
      "hook_busy",
      503,
      EndReason.REFUSED_FOR_NOW,
      "too many clients are waiting for a decision; retry later"),
  USER("user", 403, EndReason.REFUSED, "this user may not connect here"),
  USER_BLOCKED("user_blocked", 403, EndReason.REFUSED, "this user is blocked"),
  USER_LIMIT("user_limit", 429, EndReason.REFUSED_FOR_NOW, "too many connections of this user"),
  POLL_CURSOR("poll_cursor", 400, "the cursor was not given by this endpoint; start again"),
  POLL_USER("poll_user", 403, "the cursor is another user's; start again"),
  POLL_REPLACED("poll_replaced", 409, "a newer poll with this cursor, or a later one, has come"),
  POLL_GONE("poll_gone", 410, "no node has this session any more; start again"),
  POLL_ENDED("poll_ended", 410, "the session has ended; close says why"),
  POLL_LIMIT(
      "poll_limit", 429, "too many polls of this address had a cursor of no session; retry later"),
  POLL_BUSY("poll_busy", 503, "the session's node cannot be asked now; repeat the poll later"),
  FAILED("failed", 500, "the upgrade failed");

  private final String label;
  private final int status;
  private final String message;
  private final @Nullable EndReason endReason;

  HandshakeOutcome(String label, int status, String message) {
    this(label, status, null, message);
  }

  HandshakeOutcome(String label, int status, @Nullable EndReason endReason, String message) {
    this.label = label;
    this.status = status;
    this.endReason = endReason;
    this.message = message;
  }

  /** The metric label, and the code in the response. */
  public String label() {
    return label;
  }

  /** The HTTP status of the response; 0 when TCP is closed without one. */
  public int status() {
    return status;
  }

  /** The message in the response. */
  public String message() {
    return message;
  }

  /**
   * Why a connection is closed that is accepted only to tell the client, since browsers cannot read
   * the status; null if the outcome is always told by the status.
   */
  public @Nullable EndReason endReason() {
    return endReason;
  }

  /** Returns whether the same request may succeed later; the response then says when to retry. */
  public boolean isTemporary() {
    return status == 429 || status == 503;
  }

  static HandshakeOutcome of(UndecodableRequest why) {
    return switch (why) {
      case LINE_TOO_LONG -> URI_TOO_LONG;
      case HEADERS_TOO_LARGE -> HEADERS_TOO_LARGE;
      case PROXY_HEADER -> PROXY_HEADER;
      case MALFORMED -> MALFORMED;
    };
  }

  /** The outcome for a token that was refused. */
  public static HandshakeOutcome of(TokenException.Reason why) {
    return switch (why) {
      case EXPIRED -> TOKEN_EXPIRED;
      case INVALID -> TOKEN_INVALID;
      case UNAVAILABLE -> TOKEN_UNCHECKED;
    };
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(HandshakeOutcome::label).toList();
  }
}
