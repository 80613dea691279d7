package io.wsgateway.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The data of a message: its kind and its bytes.
 *
 * <p>The bytes are shared, not copied: they must not be changed after a payload was made from them,
 * nor after {@link #bytes()} returned them.
 */
public final class Payload {
  /** What the bytes are. The code is part of the envelope's layout and never changes. */
  public enum Kind {
    /** UTF-8 text. */
    TEXT(0),
    /** One JSON value as UTF-8. */
    JSON(1),
    /** Any bytes. */
    BINARY(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** The kind's number in the envelope. */
    public int code() {
      return code;
    }

    /** Finds the kind by its number; empty when there is none. */
    public static Optional<Kind> ofCode(int code) {
      return Arrays.stream(values()).filter(kind -> kind.code == code).findAny();
    }
  }

  private final Kind kind;
  private final byte[] bytes;

  private Payload(Kind kind, byte[] bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }

  /** A payload of a kind; the bytes are taken over, and must be valid for the kind. */
  public static Payload of(Kind kind, byte[] bytes) {
    return new Payload(kind, bytes);
  }

  /** A text payload. */
  public static Payload text(String text) {
    return new Payload(Kind.TEXT, text.getBytes(UTF_8));
  }

  /** A JSON payload, from one encoded JSON value. */
  public static Payload json(String json) {
    return new Payload(Kind.JSON, json.getBytes(UTF_8));
  }

  /** Whether bytes can be text: they are valid UTF-8. */
  public static boolean isText(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** A binary payload; the bytes are taken over. */
  public static Payload binary(byte[] bytes) {
    return new Payload(Kind.BINARY, bytes);
  }

  /** What the bytes are. */
  public Kind kind() {
    return kind;
  }

  /** The bytes themselves, not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** The length in bytes. */
  public int size() {
    return bytes.length;
  }

  /** The bytes as UTF-8 text, whatever the kind. */
  public String asText() {
    return new String(bytes, UTF_8);
  }

  @Override
  public String toString() {
    return kind + " of " + bytes.length + " bytes";
  }
}
