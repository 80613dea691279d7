package io.wsgateway.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One WebSocket message as it goes to a client: text or binary, and its payload without frame
 * header. Immutable and shared between event loops; nobody may change {@link #payload()}.
 */
public final class WireMessage {
  private final boolean text;
  private final byte[] payload;

  private WireMessage(boolean text, byte[] payload) {
    this.text = text;
    this.payload = payload;
  }

  /** A text message; the bytes must be UTF-8 and are taken over. */
  public static WireMessage text(byte[] utf8) {
    return new WireMessage(true, utf8);
  }

  /** A text message. */
  public static WireMessage text(String text) {
    return new WireMessage(true, text.getBytes(UTF_8));
  }

  /** A binary message; the bytes are taken over. */
  public static WireMessage binary(byte[] bytes) {
    return new WireMessage(false, bytes);
  }

  /** Whether it goes in a text frame. */
  public boolean isText() {
    return text;
  }

  /** The payload itself, not a copy. */
  public byte[] payload() {
    return payload;
  }
}
