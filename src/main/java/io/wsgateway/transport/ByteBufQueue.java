package io.wsgateway.transport;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A queue of buffers, each with one reference that the queue owns until the buffer is taken out.
 */
final class ByteBufQueue {
  private final ArrayDeque<ByteBuf> buffers = new ArrayDeque<>(2);

  void add(ByteBuf buffer) {
    buffers.addLast(buffer);
  }

  void addFirst(ByteBuf buffer) {
    buffers.addFirst(buffer);
  }

  @Nullable ByteBuf poll() {
    return buffers.pollFirst();
  }

  /** The total capacity of the buffers in bytes, filled or not. */
  long capacity() {
    long sum = 0;
    for (ByteBuf buffer : buffers) {
      sum += buffer.capacity();
    }
    return sum;
  }

  void release() {
    for (ByteBuf next = poll(); next != null; next = poll()) {
      next.release();
    }
  }
}
