package io.wsgateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages that one batch brings to a channel in one wire format, for all its subscribers on an
 * event loop.
 *
 * <p>Who owns the bytes: the first socket that can take them makes the batch join all frames into
 * one direct buffer from that loop's arena; server frames are not masked, so they are the same for
 * every socket. The batch holds one reference, and each socket that it is written to gets a
 * duplicate with a reference of its own, which Netty releases when the kernel took the bytes or the
 * write failed. {@link #release} gives the batch's own back. So the count is touched by one thread
 * only, and no other loop can leak it.
 *
 * <p>Made, used and released in one task of one event loop.
 */
public final class FrameBatch {
  private final List<WireMessage> messages;
  private final int bytes;
  private @Nullable ByteBuf joined;
  private @Nullable FrameBatch newest;
  private boolean written;

  /** A batch of at least one message, in the channel's order; the list is taken over. */
  public FrameBatch(List<WireMessage> messages) {
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a batch has at least one message");
    }
    this.messages = messages;
    int sum = 0;
    for (WireMessage message : messages) {
      sum += Frames.size(message);
    }
    this.bytes = sum;
  }

  /** The messages, in order. */
  public List<WireMessage> messages() {
    return messages;
  }

  /** The bytes on the wire, with frame headers. */
  public int bytes() {
    return bytes;
  }

  /** Whether a socket took any of it, rather than that it only waits in queues. */
  public boolean isWritten() {
    return written || (newest != null && newest.isWritten());
  }

  /** A socket takes it. */
  void written() {
    written = true;
  }

  /** Gives the joined buffer back; what was written to sockets stays valid until it has left. */
  public void release() {
    if (joined != null) {
      joined.release();
      joined = null;
    }
    if (newest != null) {
      newest.release();
      newest = null;
    }
  }

  /** A batch of the last message only; released with this one. */
  FrameBatch newest() {
    if (messages.size() == 1) {
      return this;
    }
    if (newest == null) {
      newest = new FrameBatch(List.of(messages.get(messages.size() - 1)));
    }
    return newest;
  }

  /** The joined frames with a reference for the caller to release, and indices of its own. */
  ByteBuf retainedFrames(ByteBufAllocator allocator) {
    return joined(allocator).retainedDuplicate();
  }

  /** The joined frames with a reference for the caller to release; its indices are everybody's. */
  ByteBuf sharedFrames(ByteBufAllocator allocator) {
    return joined(allocator).retain();
  }

  private ByteBuf joined(ByteBufAllocator allocator) {
    ByteBuf buffer = joined;
    if (buffer == null) {
      buffer = allocator.directBuffer(bytes, bytes);
      for (WireMessage message : messages) {
        Frames.append(buffer, message);
      }
      buffer = buffer.asReadOnly();
      joined = buffer;
      written();
    }
    return buffer;
  }
}
