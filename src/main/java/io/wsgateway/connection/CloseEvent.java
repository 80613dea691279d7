package io.wsgateway.connection;

/**
 * Describes how a connection ended.
 *
 * @param code the close code, as sent or received; 1005 when the peer's close frame had none, 1006
 *     when TCP ended without a close frame
 * @param reason the reason, as sent or received; a peer's reason may be any text, so escape it
 * @param byPeer whether the peer closed first
 * @param unhandled messages that were received but not handled before the end
 */
public record CloseEvent(int code, String reason, boolean byPeer, int unhandled) {
  /** Stands for a close frame without a code (RFC 6455 section 7.1.5); never sent. */
  public static final int NO_CODE = 1005;

  /** Stands for an end of TCP without a close frame; never sent. */
  public static final int ABNORMAL = 1006;

  /** Makes an end before which all messages were handled. */
  public CloseEvent(int code, String reason, boolean byPeer) {
    this(code, reason, byPeer, 0);
  }

  CloseEvent with(int unhandledMessages) {
    return new CloseEvent(code, reason, byPeer, unhandledMessages);
  }
}
