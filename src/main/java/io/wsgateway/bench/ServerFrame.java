package io.wsgateway.bench;

import java.nio.ByteBuffer;

/** Iterates over the frames that a server sent (RFC 6455 section 5.2), without allocation. */
final class ServerFrame {
  static final int CONTINUATION = 0;
  static final int CLOSE = 8;
  static final int PING = 9;

  int opcode;
  int offset;
  int length;

  /**
   * Moves to the next frame, and the buffer's position behind it.
   *
   * @return false if the buffer has no further complete frame; its position then stays
   * @throws BenchException if the bytes are not a server frame, or one that is too long
   */
  boolean next(ByteBuffer in) {
    int start = in.position();
    int left = in.remaining();
    if (left < 2) {
      return false;
    }
    int second = in.get(start + 1);
    if ((in.get(start) & 0x70) != 0 || second < 0) {
      throw new BenchException("the server sent a masked or compressed frame");
    }
    long size = second;
    int header = 2;
    if (second == 126) {
      header = 4;
      size = left < 4 ? 0 : in.getShort(start + 2) & 0xffff;
    } else if (second == 127) {
      header = 10;
      size = left < 10 ? 0 : in.getLong(start + 2);
    }
    if (size < 0 || size > in.capacity() - header) {
      throw new BenchException("the server sent a frame of " + size + " bytes");
    }
    if (left < header + size) {
      return false;
    }
    opcode = in.get(start) & 15;
    offset = start + header;
    length = (int) size;
    in.position(offset + length);
    return true;
  }
}
