package io.wsgateway.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The events that wait for a hook, in their order and bounded in bytes. Over the bound the oldest
 * are dropped, and the next event that is sent says how many were ({@code dropped}). Belongs to one
 * event loop.
 */
final class EventQueue {
  /** The most events of a batch. */
  static final int BATCH_EVENTS = 500;

  /** The most bytes of a batch, unless one event has more: less than common servers accept. */
  static final int BATCH_BYTES = 131_072;

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

  /** Removes the oldest events and returns them as a JSON array; null if there are none. */
  @Nullable Batch take() {
    if (events.isEmpty()) {
      return null;
    }
    Buffer array = Buffer.buffer("[");
    int count = 0;
    long weight = 0;
    byte[] next = events.peek();
    while (next != null
        && (count == 0 || (count < BATCH_EVENTS && array.length() + next.length < BATCH_BYTES))) {
      events.remove();
      weight += weight(next);
      array.appendString(count == 0 ? "" : ",").appendBytes(numbered(next));
      count++;
      next = events.peek();
    }
    bytes -= weight;
    return new Batch(array.appendString("]"), count);
  }

  private byte[] numbered(byte[] event) {
    if (dropped == 0) {
      return event;
    }
    String open = new String(event, 0, event.length - 1, UTF_8);
    byte[] said = (open + ",\"dropped\":" + dropped + "}").getBytes(UTF_8);
    dropped = 0;
    return said;
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

  /** A JSON array of events, and how many they are. */
  record Batch(Buffer json, int count) {}
}
