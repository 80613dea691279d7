package io.wsgateway.protocol.raw;

import org.jspecify.annotations.Nullable;

/** What a client has sent in one WebSocket message. */
sealed interface Incoming {
  /** A message, without what is for the gateway. */
  final class Message implements Incoming {
    private final @Nullable String id;
    private final boolean text;
    private final byte[] bytes;

    /**
     * Makes a message; the bytes are taken over.
     *
     * @param id the JSON text of the id that the client gave it; null if it gave none
     * @param text whether it is text, not binary
     */
    Message(@Nullable String id, boolean text, byte[] bytes) {
      this.id = id;
      this.text = text;
      this.bytes = bytes;
    }

    @Nullable String id() {
      return id;
    }

    boolean text() {
      return text;
    }

    byte[] bytes() {
      return bytes;
    }
  }

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
