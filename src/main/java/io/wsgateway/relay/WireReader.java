package io.wsgateway.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Reads the primitives of an envelope, never beyond its bytes. */
final class WireReader {
  private final byte[] in;
  private final int end;
  private int at;

  WireReader(byte[] in) {
    this(in, 0, in.length);
  }

  private WireReader(byte[] in, int from, int end) {
    this.in = in;
    this.at = from;
    this.end = end;
  }

  int u8() throws EnvelopeException {
    need(1);
    return in[at++] & 0xFF;
  }

  long i64() throws EnvelopeException {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = (value << 8) | (in[at++] & 0xFF);
    }
    return value;
  }

  long varint() throws EnvelopeException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new EnvelopeException("varint of more than 64 bits");
  }

  /**
   * Reads a count of things, each at least one byte long: never more than the bytes that are left.
   */
  int count() throws EnvelopeException {
    long value = varint();
    if (value < 0 || value > end - at) {
      throw new EnvelopeException(value + " announced, " + (end - at) + " bytes left");
    }
    return (int) value;
  }

  byte[] bytes() throws EnvelopeException {
    int length = count();
    at += length;
    return Arrays.copyOfRange(in, at - length, at);
  }

  String string() throws EnvelopeException {
    int length = count();
    at += length;
    return new String(in, at - length, length, UTF_8);
  }

  WireReader block() throws EnvelopeException {
    int length = count();
    at += length;
    return new WireReader(in, at - length, at);
  }

  boolean hasMore() {
    return at < end;
  }

  void expectEnd() throws EnvelopeException {
    if (at != end) {
      throw new EnvelopeException((end - at) + " bytes after the last item");
    }
  }

  private void need(int bytes) throws EnvelopeException {
    if (end - at < bytes) {
      throw new EnvelopeException("truncated envelope");
    }
  }
}
