package io.wsgateway.connection;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Buffers that wait, each with one reference that the queue owns until it is taken out. */
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

  void release() {
    for (ByteBuf next = poll(); next != null; next = poll()) {
      next.release();
    }
  }
}
