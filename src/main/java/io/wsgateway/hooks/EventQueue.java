package io.wsgateway.hooks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events that wait for a hook, in their order and bounded in bytes. Over the bound the oldest
 * are dropped, and the next event that is sent says how many were ({@code dropped}). Belongs to one
 * event loop.
 */
final class EventQueue {
  /** The most events of a batch. */
  static final int BATCH_EVENTS = 500;

  /**
   * The most bytes of a batch, unless one event has more. Less than common servers accept: Express
   * takes 102,400 bytes.
   */
  static final int BATCH_BYTES = 65_536;

  /** What an event takes besides its text. */
  static final int OVERHEAD = 64;

  private final long maxBytes;
  private final ArrayDeque<byte[]> events = new ArrayDeque<>();
  private long bytes;

  /** Dropped since the event before the first one here. */
  private long dropped;

  EventQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Adds an event, a JSON object with at least one member.
   *
   * @return how many older events were dropped for it
   */
  int add(byte[] event) {
    events.add(event);
    bytes += weight(event);
    int before = events.size();
    while (bytes > maxBytes && events.size() > 1) {
      bytes -= weight(events.remove());
    }
    int now = before - events.size();
    dropped += now;
    return now;
  }

  /** Counts events that did not even get here as dropped before the next one. */
  void missed(long count) {
    dropped += count;
  }

  /**
   * Removes the oldest events and returns them; null if there are none.
   *
   * @param batchBytes the most bytes, unless one event has more
   */
  @Nullable EventBatch take(int batchBytes) {
    if (events.isEmpty()) {
      return null;
    }
    List<byte[]> taken = new ArrayList<>();
    int length = 0;
    byte[] next = events.peek();
    while (next != null
        && (taken.isEmpty()
            || (taken.size() < BATCH_EVENTS && length + next.length < batchBytes))) {
      events.remove();
      bytes -= weight(next);
      taken.add(next);
      length += next.length + 1;
      next = events.peek();
    }
    EventBatch batch = new EventBatch(taken, dropped);
    dropped = 0;
    return batch;
  }

  /** What waits, in bytes. */
  long bytes() {
    return bytes;
  }

  /** How many events wait. */
  int size() {
    return events.size();
  }

  private static long weight(byte[] event) {
    return event.length + (long) OVERHEAD;
  }
}
