package io.wsgateway.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/** Writes client frames (RFC 6455 section 5), final and masked. */
final class ClientFrames {
  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PONG = 10;

  private static final int MOST_HEADER = 14;

  private ClientFrames() {}

  /** The most bytes that a frame header needs. */
  static int room(int payload) {
    return MOST_HEADER + payload;
  }

  static void append(ByteBuffer out, int opcode, byte[] payload) {
    int length = payload.length;
    out.put((byte) (0x80 | opcode));
    if (length <= 125) {
      out.put((byte) (0x80 | length));
    } else if (length <= 0xffff) {
      out.put((byte) (0x80 | 126)).putShort((short) length);
    } else {
      out.put((byte) (0x80 | 127)).putLong(length);
    }
    int key = ThreadLocalRandom.current().nextInt();
    out.putInt(key);
    int i = 0;
    for (; i + 4 <= length; i += 4) {
      out.putInt(
          key
              ^ (payload[i] << 24
                  | ((payload[i + 1] & 255) << 16)
                  | ((payload[i + 2] & 255) << 8)
                  | (payload[i + 3] & 255)));
    }
    for (; i < length; i++) {
      out.put((byte) (payload[i] ^ key >> (24 - 8 * (i & 3))));
    }
  }

  /** Returns a frame, ready to be written. */
  static ByteBuffer of(int opcode, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(room(payload.length));
    append(frame, opcode, payload);
    return frame.flip();
  }

  /** Returns a close frame with a code. */
  static ByteBuffer close(int code) {
    return of(CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
  }
}
