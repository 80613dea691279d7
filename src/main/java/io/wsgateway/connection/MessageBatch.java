package io.wsgateway.connection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages that one batch brings to a channel in one wire format, for all its subscribers on an
 * event loop, and what the transports of that loop made of them.
 *
 * <p>The first transport of a kind that can take the batch encodes it and leaves the result here,
 * by its {@link Framing}; the others of that kind share it. {@link #release} gives all of it back.
 *
 * <p>Made, used and released in one task of one event loop. The queues of connections that take
 * nothing now keep it, and its messages, for longer; what was made of it is not theirs.
 */
public final class MessageBatch {
  /** What a message weighs in a queue beside its payload. */
  static final int OVERHEAD = 64;

  /** What it takes on the heap: its object and the list's, and per message a place in the list. */
  private static final int OBJECT_BYTES = 80;

  private static final int PER_MESSAGE_BYTES = 8;

  /** Of a transport that keeps nothing. */
  private static final Framing<Object> NOTHING_KEPT = encoded -> {};

  private final List<WireMessage> messages;
  private final int weight;

  /** In how many queues of its event loop it waits. */
  private int queues;

  private @Nullable MessageBatch newest;

  /** Of the first transport that took it; it stays when what was made is given back. */
  private @Nullable Framing<?> framing;

  private @Nullable Object encoded;

  /** What others made of it; there are seldom any. */
  private @Nullable Map<Framing<?>, Object> others;

  /** A batch of at least one message, in the channel's order; the list is taken over. */
  public MessageBatch(List<WireMessage> messages) {
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a batch has at least one message");
    }
    this.messages = messages;
    int sum = 0;
    for (WireMessage message : messages) {
      sum += weight(message);
    }
    this.weight = sum;
  }

  /** A batch of one message. */
  static MessageBatch of(WireMessage message) {
    return new MessageBatch(List.of(message));
  }

  static int weight(WireMessage message) {
    return message.payload().length + OVERHEAD;
  }

  /** The messages, in order. */
  public List<WireMessage> messages() {
    return messages;
  }

  /** Whether a transport took any of it, rather than that it only waits in queues. */
  public boolean isWritten() {
    return framing != null || (newest != null && newest.isWritten());
  }

  /** A transport took it. */
  void written() {
    if (framing == null) {
      framing = NOTHING_KEPT;
    }
  }

  /** What that framing made of it; null: nothing yet. */
  @SuppressWarnings("unchecked") // A framing gets what it gave.
  public <E> @Nullable E encoded(Framing<E> by) {
    Object found = framing == by ? encoded : others == null ? null : others.get(by);
    return (@Nullable E) found;
  }

  /** Keeps what a framing made of it, which {@link #release} gives back. */
  public <E> void keep(Framing<E> by, E made) {
    if (encoded == null || framing == by) {
      framing = by;
      encoded = made;
      return;
    }
    if (others == null) {
      others = new HashMap<>();
    }
    others.put(by, made);
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

  /** Gives back what was made of it; what was written stays valid until it has left. */
  public void release() {
    if (framing != null && encoded != null) {
      release(framing, encoded);
      encoded = null;
    }
    if (others != null) {
      others.forEach(MessageBatch::release);
      others = null;
    }
    if (newest != null) {
      newest.release();
      newest = null;
    }
  }

  @SuppressWarnings("unchecked") // A framing gets what it gave.
  private static <E> void release(Framing<E> by, Object encoded) {
    by.release((E) encoded);
  }

  /** A batch of the last message only; released with this one. */
  MessageBatch newest() {
    if (messages.size() == 1) {
      return this;
    }
    if (newest == null) {
      newest = of(messages.get(messages.size() - 1));
    }
    return newest;
  }
}
