package io.wsgateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.wsgateway.transport.Frames;
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
 * <p>Made, used and released in one task of one event loop. The queues of sockets that take nothing
 * now keep it, and its messages, for longer; its joined buffer is not theirs.
 */
public final class FrameBatch {
  /** What a message weighs in a queue beside its payload. */
  static final int OVERHEAD = 64;

  /** What it takes on the heap: its object and the list's, and per message a place in the list. */
  private static final int OBJECT_BYTES = 80;

  private static final int PER_MESSAGE_BYTES = 8;

  private final List<WireMessage> messages;
  private final int bytes;
  private final int weight;

  /** In how many queues of its event loop it waits. */
  private int queues;

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
    int weights = 0;
    for (WireMessage message : messages) {
      sum += Frames.size(message);
      weights += weight(message);
    }
    this.bytes = sum;
    this.weight = weights;
  }

  /** A batch of one message. */
  static FrameBatch of(WireMessage message) {
    return new FrameBatch(List.of(message));
  }

  static int weight(WireMessage message) {
    return message.payload().length + OVERHEAD;
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

  /** What its messages weigh in a queue. */
  int weight() {
    return weight;
  }

  /** It waits in one more queue; returns by how much more the heap is filled now. */
  int queued() {
    return queues++ == 0 ? hold() : 0;
  }

  /** It waits in one queue less; returns by how much less the heap is filled now. */
  int unqueued() {
    return --queues == 0 ? letGo() : 0;
  }

  private int hold() {
    int taken = OBJECT_BYTES + messages.size() * PER_MESSAGE_BYTES;
    for (WireMessage message : messages) {
      if (message.held()) {
        taken += message.heapBytes();
      }
    }
    return taken;
  }

  private int letGo() {
    int given = OBJECT_BYTES + messages.size() * PER_MESSAGE_BYTES;
    for (WireMessage message : messages) {
      if (message.letGo()) {
        given += message.heapBytes();
      }
    }
    return given;
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
      newest = of(messages.get(messages.size() - 1));
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
