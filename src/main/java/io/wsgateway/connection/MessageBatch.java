package io.wsgateway.connection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch of a channel's messages in one wire format, for all its subscribers on an event loop,
 * with the encoded forms for the transports of that loop.
 *
 * <p>The first writable transport of a kind encodes the batch and stores the result here under its
 * {@link Framing}; the others of that kind share it. {@link #release} releases all of it.
 *
 * <p>Made, used and released in one task of one event loop. Queues of connections that are not
 * writable keep the batch and its messages for longer, but not the encoded forms.
 */
public final class MessageBatch {
  /** The accounted size of a message in a queue beside its payload, in bytes. */
  static final int OVERHEAD = 64;

  /** The heap size of the batch and its list, beside one list slot per message. Bytes. */
  private static final int OBJECT_BYTES = 80;

  private static final int PER_MESSAGE_BYTES = 8;

  /** For a transport that stores nothing. */
  private static final Framing<Object> NOTHING_KEPT = encoded -> {};

  private final List<WireMessage> messages;
  private final int weight;

  /** In how many queues of its event loop it is. */
  private int queues;

  private @Nullable MessageBatch newest;

  /** The framing of the first transport that wrote it; kept after the encoded form is released. */
  private @Nullable Framing<?> framing;

  private @Nullable Object encoded;

  /** The size of all encoded forms. Bytes. */
  private long encodedBytes;

  /** The encoded forms of other framings; rarely any. */
  private @Nullable Map<Framing<?>, Object> others;

  /** Makes a batch of at least one message, in the channel's order; takes over the list. */
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

  /** Makes a batch of one message. */
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

  /** Returns whether a transport wrote it, rather than it being only queued. */
  public boolean isWritten() {
    return framing != null || (newest != null && newest.isWritten());
  }

  /** Notes that a transport wrote it. */
  void written() {
    if (framing == null) {
      framing = NOTHING_KEPT;
    }
  }

  /** Returns the framing's encoded form; null if there is none yet. */
  @SuppressWarnings("unchecked") // A framing gets what it gave.
  public <E> @Nullable E encoded(Framing<E> by) {
    Object found = framing == by ? encoded : others == null ? null : others.get(by);
    return (@Nullable E) found;
  }

  /**
   * Stores a framing's encoded form, which {@link #release} releases.
   *
   * @param bytes its size
   */
  public <E> void keep(Framing<E> by, E made, int bytes) {
    encodedBytes += bytes;
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

  /** Returns the size of all encoded forms in bytes, which may be a multiple of the payloads'. */
  public long encodedBytes() {
    return encodedBytes + (newest == null ? 0 : newest.encodedBytes());
  }

  /** The accounted size of its messages in a queue, in bytes. */
  int weight() {
    return weight;
  }

  /** Notes that it is in one more queue; returns how many more bytes that takes on the heap. */
  int queued() {
    return queues++ == 0 ? hold() : 0;
  }

  /** Notes that it is in one queue less; returns how many bytes that frees on the heap. */
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

  /** Releases the encoded forms; bytes already written stay valid until they are sent. */
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
    encodedBytes = 0;
  }

  @SuppressWarnings("unchecked") // A framing gets what it gave.
  private static <E> void release(Framing<E> by, Object encoded) {
    by.release((E) encoded);
  }

  /** Returns a batch of the last message only; released with this one. */
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
