package io.wsgateway.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Validates UTF-8 incrementally, in pieces of any length, and fails at the first invalid byte (RFC
 * 3629 section 4: no overlong forms, no surrogates, nothing above U+10FFFF).
 */
final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NOT_ASCII = 0x8080808080808080L;

  /** How many continuation bytes are expected, and the bounds of the next one. */
  private int due;

  private int lower = 0x80;
  private int upper = 0xBF;

  /** Checks the next bytes; returns false as soon as the text cannot be valid. */
  boolean feed(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      if (due == 0) {
        while (i + Long.BYTES <= to && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
          i += Long.BYTES;
        }
        if (i == to) {
          return true;
        }
      }
      if (!next(bytes[i++] & 0xFF)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the text may end here. */
  boolean isComplete() {
    return due == 0;
  }

  /** Begins another text. */
  void reset() {
    due = 0;
    lower = 0x80;
    upper = 0xBF;
  }

  private boolean next(int b) {
    if (due > 0) {
      boolean valid = b >= lower && b <= upper;
      due--;
      lower = 0x80;
      upper = 0xBF;
      return valid;
    }
    if (b < 0x80) {
      return true;
    }
    if (b >= 0xC2 && b <= 0xDF) {
      due = 1;
    } else if (b >= 0xE0 && b <= 0xEF) {
      due = 2;
      lower = b == 0xE0 ? 0xA0 : 0x80;
      upper = b == 0xED ? 0x9F : 0xBF;
    } else if (b >= 0xF0 && b <= 0xF4) {
      due = 3;
      lower = b == 0xF0 ? 0x90 : 0x80;
      upper = b == 0xF4 ? 0x8F : 0xBF;
    } else {
      return false;
    }
    return true;
  }
}
