package io.wsgateway.protocol.raw;

import org.jspecify.annotations.Nullable;

/** What a client has sent in one WebSocket message. */
sealed interface Incoming {
  /**
   * A message.
   *
   * @param id the JSON text of the number that the client gave it; null if it gave none
   * @param text whether it is text, not binary
   * @param bytes the message without what is for the gateway
   */
  record Message(@Nullable String id, boolean text, byte[] bytes) implements Incoming {}

  /** A new token for the connection. */
  record Renewal(String token) implements Incoming {}

  /**
   * An object for the gateway with a field of the wrong type.
   *
   * @param at a JSON Pointer (RFC 6901) to the field
   * @param problem a sentence without a period
   */
  record Malformed(String at, String problem) implements Incoming {}
}
