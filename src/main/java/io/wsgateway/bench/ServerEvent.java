package io.wsgateway.bench;

import java.nio.ByteBuffer;

/**
 * Iterates over the server-sent events of a response without a length (WHATWG HTML section 9.2),
 * without allocation. An event is what ends in an empty line, with its fields' names; lines end in
 * LF.
 */
final class ServerEvent {
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
    for (int i = start + 1; i < in.limit(); i++) {
      if (in.get(i) == '\n' && in.get(i - 1) == '\n') {
        offset = start;
        length = i + 1 - start;
        in.position(i + 1);
        return true;
      }
    }
    if (in.remaining() == in.capacity()) {
      throw new BenchException("the server sent an event over " + in.capacity() + " bytes");
    }
    return false;
  }
}
