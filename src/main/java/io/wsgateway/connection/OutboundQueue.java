package io.wsgateway.connection;

import io.wsgateway.channel.SlowConsumer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Queues data for a socket that is not writable, limited in bytes. It holds messages, not encoded
 * buffers, so that a policy can choose among them. A batch takes one place, however many messages
 * it has, and is shared with the other queues of the event loop: queueing it costs no more than
 * writing it.
 *
 * <p>The queue keeps the order within a channel, and of everything before and after a message
 * without a channel (a reply). Between two channels no order is guaranteed: {@code LATEST} puts a
 * channel's newest message in the place of its queued one, so that a busy channel is not pushed
 * back forever.
 */
final class OutboundQueue {
  /**
   * The accounted size of a message beside its payload, in bytes; it also limits the number of
   * empty messages.
   */
  static final int OVERHEAD = MessageBatch.OVERHEAD;

  /** The heap bytes of a place beside its batch: the object, and its slot in the queue. */
  static final int PLACE_BYTES = 48;

  /** The heap bytes of a droppable place, which also has a slot in its channel's list. */
  static final int DROPPABLE_BYTES = 160;

  private static final int COMPACT_FROM = 64;

  /** A place in the queue: a batch, from a certain message on. */
  private static final class Place {
    private final @Nullable String channel;
    private final long serial;
    private @Nullable MessageBatch batch;
    private int next;

    Place(MessageBatch batch, int next, @Nullable String channel, long serial) {
      this.batch = batch;
      this.next = next;
      this.channel = channel;
      this.serial = serial;
    }
  }

  private final long maxBytes;
  private ArrayDeque<Place> places = new ArrayDeque<>();

  /** The places of channels that may lose messages, oldest first. */
  private final Map<String, ArrayDeque<Place>> droppable = new HashMap<>();

  private long bytes;
  private long heapChange;
  private long droppableBytes;
  private int size;
  private int live;
  private long serial;
  private long lastReply = -1;

  OutboundQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The number of queued messages. */
  int size() {
    return size;
  }

  /** The number of places, including empty ones. */
  int slots() {
    return places.size();
  }

  /** The accounted size of the queued data, in bytes. */
  long bytes() {
    return bytes;
  }

  /** The accounted size of the queued data that may be dropped, in bytes. */
  long droppableBytes() {
    return droppableBytes;
  }

  /** Returns by how many bytes its heap size has changed since the last call. */
  long takeHeapChange() {
    long change = heapChange;
    heapChange = 0;
    return change;
  }

  /** Adds messages that are never dropped; returns false if they do not fit. */
  boolean add(MessageBatch batch) {
    if (bytes + batch.weight() > maxBytes) {
      return false;
    }
    lastReply = serial;
    append(batch, 0, null);
    return true;
  }

  /**
   * Adds a channel's messages by its policy.
   *
   * @return how many messages were dropped, which may include some of these; -1 if they neither fit
   *     nor may be dropped, which ends the connection
   */
  int add(MessageBatch batch, String channel, SlowConsumer policy) {
    return switch (policy) {
      case DISCONNECT -> {
        if (bytes + batch.weight() > maxBytes) {
          yield -1;
        }
        append(batch, 0, null);
        yield 0;
      }
      case DROP_OLDEST -> addDropping(batch, channel);
      case LATEST -> addLatest(batch, channel);
    };
  }

  /** Takes the oldest message. */
  @Nullable WireMessage poll() {
    Place place;
    while ((place = places.peek()) != null) {
      MessageBatch batch = place.batch;
      if (batch != null) {
        WireMessage message = batch.messages().get(place.next);
        shift(place, batch);
        if (place.batch == null) {
          places.remove();
        }
        return message;
      }
      places.remove();
    }
    return null;
  }

  /** Drops what channels may lose; returns the number of messages. */
  int dropDroppable() {
    int before = size;
    for (Place place : places) {
      if (place.channel != null) {
        empty(place);
      }
    }
    droppable.clear();
    compact();
    return before - size;
  }

  /** Drops everything. */
  void clear() {
    places.forEach(this::empty);
    places.clear();
    droppable.clear();
  }

  /** Adds a batch and drops the channel's oldest messages for it, and then its own oldest. */
  private int addDropping(MessageBatch batch, String channel) {
    int count = batch.messages().size();
    int from = 0;
    int dropped = 0;
    long weight = batch.weight();
    while (weight > maxBytes) {
      weight -= MessageBatch.weight(batch.messages().get(from++));
    }
    while (from < count && bytes + weight > maxBytes) {
      ArrayDeque<Place> mine = droppable.get(channel);
      Place oldest = mine == null ? null : mine.element();
      MessageBatch waiting = oldest == null ? null : oldest.batch;
      if (oldest == null || waiting == null) {
        weight -= MessageBatch.weight(batch.messages().get(from++));
      } else {
        shift(oldest, waiting);
        dropped++;
      }
    }
    if (from < count) {
      append(batch, from, channel);
    }
    compact();
    return dropped + from;
  }

  private int addLatest(MessageBatch batch, String channel) {
    MessageBatch newest = batch.newest();
    int dropped = batch.messages().size() - 1;
    ArrayDeque<Place> mine = droppable.get(channel);
    if (mine != null) {
      Place waiting = mine.getLast();
      MessageBatch old = waiting.batch;
      if (waiting.serial > lastReply && old != null) {
        int more = newest.weight() - old.weight();
        if (bytes + more > maxBytes) {
          return -1;
        }
        heapChange += newest.queued() - old.unqueued();
        waiting.batch = newest;
        droppableBytes += more;
        bytes += more;
        return dropped + 1;
      }
      empty(waiting);
      droppable.remove(channel);
      dropped++;
    }
    if (bytes + newest.weight() > maxBytes) {
      return -1;
    }
    append(newest, 0, channel);
    compact();
    return dropped;
  }

  private void append(MessageBatch batch, int from, @Nullable String channel) {
    Place place = new Place(batch, from, channel, serial++);
    long weight = weight(batch, from);
    places.add(place);
    live++;
    size += batch.messages().size() - from;
    bytes += weight;
    heapChange += batch.queued() + heapBytes(place);
    if (channel != null) {
      droppableBytes += weight;
      droppable.computeIfAbsent(channel, c -> new ArrayDeque<>(2)).add(place);
    }
  }

  /** Removes the place's first message; after the last one, an empty place stays in the queue. */
  private void shift(Place place, MessageBatch batch) {
    int weight = MessageBatch.weight(batch.messages().get(place.next));
    place.next++;
    left(place, 1, weight);
    if (place.next == batch.messages().size()) {
      leave(place, batch);
      forget(place);
    }
  }

  /** Removes all messages of the place. */
  private void empty(Place place) {
    MessageBatch batch = place.batch;
    if (batch != null) {
      left(place, batch.messages().size() - place.next, weight(batch, place.next));
      leave(place, batch);
    }
  }

  private void left(Place place, int messages, long weight) {
    size -= messages;
    bytes -= weight;
    if (place.channel != null) {
      droppableBytes -= weight;
    }
  }

  private void leave(Place place, MessageBatch batch) {
    place.batch = null;
    live--;
    heapChange -= batch.unqueued() + heapBytes(place);
  }

  /** Removes the oldest place from the list of its channel. */
  private void forget(Place oldest) {
    ArrayDeque<Place> mine = oldest.channel == null ? null : droppable.get(oldest.channel);
    if (mine != null) {
      mine.poll();
      if (mine.isEmpty()) {
        droppable.remove(oldest.channel);
      }
    }
  }

  private static long weight(MessageBatch batch, int from) {
    long weight = batch.weight();
    for (int i = 0; i < from; i++) {
      weight -= MessageBatch.weight(batch.messages().get(i));
    }
    return weight;
  }

  private static int heapBytes(Place place) {
    return place.channel == null ? PLACE_BYTES : DROPPABLE_BYTES;
  }

  /** Removes empty places, which would accumulate behind a message that stays. */
  private void compact() {
    if (places.size() > 2 * live + COMPACT_FROM) {
      ArrayDeque<Place> kept = new ArrayDeque<>(live + 1);
      for (Place place : places) {
        if (place.batch != null) {
          kept.add(place);
        }
      }
      places = kept;
    }
  }
}
