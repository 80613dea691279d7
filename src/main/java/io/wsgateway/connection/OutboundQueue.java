package io.wsgateway.connection;

import io.wsgateway.channel.SlowConsumer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a socket that does not take more, bounded in bytes: messages, not joined buffers,
 * so that a policy can choose among them.
 *
 * <p>The order of one channel, and of everything around a message without a channel (a reply), is
 * kept. Between two channels there is none to keep: {@code LATEST} puts a channel's newest message
 * in the place of the one that waits, so that a busy channel is not pushed back for ever.
 */
final class OutboundQueue {
  /** What an entry costs beside its payload; it also bounds the number of empty messages. */
  static final int OVERHEAD = 64;

  private static final int COMPACT_FROM = 64;

  private static final class Entry {
    private @Nullable WireMessage message;
    private final @Nullable String channel;
    private final long serial;

    Entry(WireMessage message, @Nullable String channel, long serial) {
      this.message = message;
      this.channel = channel;
      this.serial = serial;
    }
  }

  private final long maxBytes;
  private ArrayDeque<Entry> entries = new ArrayDeque<>();

  /** The entries of channels that may lose some, oldest first. */
  private final Map<String, ArrayDeque<Entry>> droppable = new HashMap<>();

  private long bytes;
  private int live;
  private long serial;
  private long lastReply = -1;

  OutboundQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  boolean isEmpty() {
    return live == 0;
  }

  int size() {
    return live;
  }

  /** The places it takes, holes included. */
  int slots() {
    return entries.size();
  }

  /** The weight of what waits. */
  long bytes() {
    return bytes;
  }

  static int weight(WireMessage message) {
    return message.payload().length + OVERHEAD;
  }

  /** Adds a message that is never dropped; false if it does not fit. */
  boolean add(WireMessage message) {
    if (bytes + weight(message) > maxBytes) {
      return false;
    }
    lastReply = serial;
    append(message, null);
    return true;
  }

  /**
   * Adds a channel's message by its policy.
   *
   * @return how many messages were dropped for it, itself included; -1 if it neither fits nor may
   *     be dropped, which ends the connection
   */
  int add(WireMessage message, String channel, SlowConsumer policy) {
    return switch (policy) {
      case DISCONNECT -> {
        if (bytes + weight(message) > maxBytes) {
          yield -1;
        }
        append(message, null);
        yield 0;
      }
      case DROP_OLDEST -> addDropping(message, channel);
      case LATEST -> addLatest(message, channel);
    };
  }

  /** Takes the oldest message. */
  @Nullable WireMessage poll() {
    Entry entry;
    while ((entry = entries.poll()) != null) {
      WireMessage message = entry.message;
      if (message != null) {
        if (entry.channel != null) {
          forgetOldest(entry.channel);
        }
        remove(entry);
        return message;
      }
    }
    return null;
  }

  /** Drops everything. */
  void clear() {
    entries.clear();
    droppable.clear();
    bytes = 0;
    live = 0;
  }

  private int addDropping(WireMessage message, String channel) {
    if (weight(message) > maxBytes) {
      return 1;
    }
    int dropped = 0;
    while (bytes + weight(message) > maxBytes) {
      ArrayDeque<Entry> mine = droppable.get(channel);
      if (mine == null) {
        return dropped + 1;
      }
      Entry oldest = mine.element();
      forgetOldest(channel);
      remove(oldest);
      dropped++;
    }
    append(message, channel);
    compact();
    return dropped;
  }

  private int addLatest(WireMessage message, String channel) {
    int dropped = 0;
    ArrayDeque<Entry> mine = droppable.get(channel);
    if (mine != null) {
      Entry waiting = mine.getLast();
      WireMessage old = waiting.message;
      if (waiting.serial > lastReply && old != null) {
        long grown = bytes - weight(old) + weight(message);
        if (grown > maxBytes) {
          return -1;
        }
        waiting.message = message;
        bytes = grown;
        return 1;
      }
      forgetOldest(channel);
      remove(waiting);
      dropped = 1;
    }
    if (bytes + weight(message) > maxBytes) {
      return -1;
    }
    append(message, channel);
    compact();
    return dropped;
  }

  private void append(WireMessage message, @Nullable String channel) {
    Entry entry = new Entry(message, channel, serial++);
    entries.add(entry);
    live++;
    bytes += weight(message);
    if (channel != null) {
      droppable.computeIfAbsent(channel, c -> new ArrayDeque<>(2)).add(entry);
    }
  }

  private void forgetOldest(String channel) {
    ArrayDeque<Entry> mine = droppable.get(channel);
    if (mine != null) {
      mine.poll();
      if (mine.isEmpty()) {
        droppable.remove(channel);
      }
    }
  }

  /** Leaves the entry as a hole in the queue. */
  private void remove(Entry entry) {
    if (entry.message != null) {
      bytes -= weight(entry.message);
      live--;
      entry.message = null;
    }
  }

  /** Holes behind a message that does not move would add up. */
  private void compact() {
    if (entries.size() > 2 * live + COMPACT_FROM) {
      ArrayDeque<Entry> kept = new ArrayDeque<>(live + 1);
      for (Entry entry : entries) {
        if (entry.message != null) {
          kept.add(entry);
        }
      }
      entries = kept;
    }
  }
}
