package io.wsgateway.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes and reads the content of a message of the load generator: {@code "wsb1} run, sender,
 * sequence and intended send time in hexadecimal, then padding and a quote. So it is text, and a
 * valid JSON string too.
 *
 * <p>A server may wrap it (in a reply text or a JSON envelope), so the mark is searched near the
 * start. Nothing is allocated, because every delivery is read.
 */
final class Stamp {
  /** The shortest message. */
  static final int BYTES = 38;

  private static final byte[] MARK = "wsb1".getBytes(US_ASCII);
  private static final int MARK_BITS = ByteBuffer.wrap(MARK).getInt();
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(US_ASCII);
  private static final int RUN = 4;
  private static final int SENDER = 10;
  private static final int SEQUENCE = 16;
  private static final int TIME = 24;
  private static final int END = 36;
  private static final int SEARCHED = 512;

  private final int run;

  /** Creates the stamp of one run; it ignores messages of other runs. */
  Stamp(int run) {
    this.run = run & 0xff_ffff;
  }

  /** Returns a message without sender, sequence and time. */
  byte[] template(int size) {
    byte[] message = new byte[size];
    Arrays.fill(message, (byte) '.');
    message[0] = '"';
    message[size - 1] = '"';
    System.arraycopy(MARK, 0, message, 1, MARK.length);
    hex(message, 1 + RUN, SENDER - RUN, run);
    return message;
  }

  /** Writes sender, sequence and time; {@code nanos} counts from the start of the run. */
  static void fill(byte[] message, int sender, int sequence, long nanos) {
    hex(message, 1 + SENDER, SEQUENCE - SENDER, sender);
    hex(message, 1 + SEQUENCE, TIME - SEQUENCE, sequence);
    hex(message, 1 + TIME, END - TIME, nanos);
  }

  /** Returns the position of the mark of this run in a payload, or -1. */
  int find(ByteBuffer in, int offset, int length) {
    int last = offset + Math.min(length, SEARCHED) - END;
    for (int at = offset; at <= last; at++) {
      // The usual place is the second byte.
      int here = at == offset && at < last ? at + 1 : at;
      if (in.getInt(here) == MARK_BITS && hex(in, here + RUN, SENDER - RUN) == run) {
        return here;
      }
    }
    return -1;
  }

  static int sender(ByteBuffer in, int mark) {
    return (int) hex(in, mark + SENDER, SEQUENCE - SENDER);
  }

  static int sequence(ByteBuffer in, int mark) {
    return (int) hex(in, mark + SEQUENCE, TIME - SEQUENCE);
  }

  static long nanos(ByteBuffer in, int mark) {
    return hex(in, mark + TIME, END - TIME);
  }

  private static void hex(byte[] out, int at, int digits, long value) {
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      out[i] = DIGITS[(int) (rest & 15)];
      rest >>>= 4;
    }
  }

  private static long hex(ByteBuffer in, int at, int digits) {
    long value = 0;
    for (int i = at; i < at + digits; i++) {
      int c = in.get(i);
      value = value << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return value;
  }
}
