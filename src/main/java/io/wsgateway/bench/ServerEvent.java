package io.wsgateway.bench;

import java.nio.ByteBuffer;

/**
 * Iterates over the server-sent events of a response without a length (WHATWG HTML section 9.2),
 * without allocation. An event is what ends in an empty line, with its fields' names; lines end in
 * LF.
 */
final class ServerEvent {
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long FEEDS = 0x0a0a_0a0a_0a0a_0a0aL;
  private static final long TOPS = 0x8080_8080_8080_8080L;

  int offset;
  int length;

  /**
   * Moves to the next event, and the buffer's position behind it.
   *
   * @return false if the buffer has no further complete event; its position then stays
   * @throws BenchException if an event is too long
   */
  boolean next(ByteBuffer in) {
    int start = in.position();
    for (int i = feed(in, start); i < in.limit() - 1; i = feed(in, i + 1)) {
      if (in.get(i + 1) == '\n') {
        offset = start;
        length = i + 2 - start;
        in.position(i + 2);
        return true;
      }
    }
    if (in.remaining() == in.capacity()) {
      throw new BenchException("the server sent an event over " + in.capacity() + " bytes");
    }
    return false;
  }

  /** Returns the next LF, or the limit; eight bytes at a time. */
  private static int feed(ByteBuffer in, int from) {
    int i = from;
    int limit = in.limit();
    while (i + Long.BYTES <= limit) {
      long feeds = in.getLong(i) ^ FEEDS;
      if (((feeds - ONES) & ~feeds & TOPS) != 0) {
        break;
      }
      i += Long.BYTES;
    }
    while (i < limit && in.get(i) != '\n') {
      i++;
    }
    return i;
  }
}
