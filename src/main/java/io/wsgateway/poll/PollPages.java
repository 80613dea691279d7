package io.wsgateway.poll;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** The elements of one answer, as they were written; shared with other sessions until joined. */
final class PollPages {
  private final List<byte[]> elements = new ArrayList<>(1);
  private int bytes = 2;

  void add(byte[] more) {
    bytes += more.length + (elements.isEmpty() ? 0 : 1);
    elements.add(more);
  }

  boolean isEmpty() {
    return elements.isEmpty();
  }

  /** The length of the array, in bytes. */
  int bytes() {
    return bytes;
  }

  /** Returns the array. */
  Buffer array() {
    Buffer array = Buffer.buffer(bytes).appendByte((byte) '[');
    for (int i = 0; i < elements.size(); i++) {
      if (i > 0) {
        array.appendByte((byte) ',');
      }
      array.appendBytes(elements.get(i));
    }
    return array.appendByte((byte) ']');
  }
}
