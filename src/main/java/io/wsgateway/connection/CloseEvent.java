package io.wsgateway.connection;

/**
 * How a connection ended.
 *
 * @param code the close code, as sent or received; 1005 when the peer's close frame had none, 1006
 *     when TCP ended without a close frame
 * @param reason the reason, as sent or received; the peer's may hold any text, so escape it
 * @param byPeer whether the peer closed first
 */
public record CloseEvent(int code, String reason, boolean byPeer) {}
