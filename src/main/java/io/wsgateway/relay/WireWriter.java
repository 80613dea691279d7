package io.wsgateway.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;

/** Writes the primitives of an envelope. */
final class WireWriter {
  private final Buffer out;

  WireWriter() {
    this(256);
  }

  /** Begins with room for about so many bytes. */
  WireWriter(int bytes) {
    out = Buffer.buffer(bytes);
  }

  void u8(int value) {
    out.appendByte((byte) value);
  }

  void i64(long value) {
    out.appendLong(value);
  }

  void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.appendByte((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.appendByte((byte) rest);
  }

  void bytes(byte[] bytes) {
    varint(bytes.length);
    out.appendBytes(bytes);
  }

  void string(String value) {
    bytes(value.getBytes(UTF_8));
  }

  void block(WireWriter inner) {
    varint(inner.out.length());
    out.appendBuffer(inner.out);
  }

  Buffer toBuffer() {
    return out;
  }
}
