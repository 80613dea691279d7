package io.wsgateway.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Masks client frames (RFC 6455 section 5.3): byte i is xor-ed with byte i mod 4 of a key. */
final class Masking {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Masking() {}

  /**
   * Unmasks a part of a payload, or masks it; both are the same operation.
   *
   * @param key the key as on the wire, first byte highest
   * @param seen how many bytes of the payload came before this part
   */
  static void apply(int key, int seen, byte[] bytes, int from, int count) {
    int rotated = Integer.rotateLeft(key, 8 * (seen & 3));
    long wide = (long) rotated << 32 | (rotated & 0xFFFFFFFFL);
    int i = from;
    int to = from + count;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      LONGS.set(bytes, i, (long) LONGS.get(bytes, i) ^ wide);
    }
    for (int shift = 56; i < to; i++, shift -= 8) {
      bytes[i] ^= (byte) (wide >>> shift);
    }
  }
}
