package io.wsgateway.connection;

/**
 * How a connection ended.
 *
 * @param code the close code, as sent or received; 1005 when the peer's close frame had none, 1006
 *     when TCP ended without a close frame
 * @param reason the reason, as sent or received; the peer's may hold any text, so escape it
 * @param byPeer whether the peer closed first
 * @param unhandled messages that came and were not handled: the end was faster
 */
public record CloseEvent(int code, String reason, boolean byPeer, int unhandled) {
  /** What stands for a close without a code (RFC 6455 section 7.1.5); never sent. */
  public static final int NO_CODE = 1005;

  /** What stands for an end of TCP without a close; never sent. */
  public static final int ABNORMAL = 1006;

  /** An end behind all messages. */
  public CloseEvent(int code, String reason, boolean byPeer) {
    this(code, reason, byPeer, 0);
  }

  CloseEvent with(int unhandledMessages) {
    return new CloseEvent(code, reason, byPeer, unhandledMessages);
  }
}
