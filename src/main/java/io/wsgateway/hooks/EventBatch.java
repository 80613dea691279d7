package io.wsgateway.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Events that go to a hook together, and how many were dropped before them. Immutable. */
final class EventBatch {
  private final List<byte[]> events;
  private final long dropped;
  private final Buffer json;

  /**
   * Makes it.
   *
   * @param events JSON objects with at least one member; not empty
   * @param dropped how many events were dropped before the first one
   */
  EventBatch(List<byte[]> events, long dropped) {
    this.events = List.copyOf(events);
    this.dropped = dropped;
    this.json = Buffer.buffer("[").appendBytes(numbered(events.get(0)));
    for (byte[] event : this.events.subList(1, count())) {
      json.appendString(",").appendBytes(event);
    }
    json.appendString("]");
  }

  private byte[] numbered(byte[] event) {
    return dropped == 0
        ? event
        : (new String(event, 0, event.length - 1, UTF_8) + ",\"dropped\":" + dropped + "}")
            .getBytes(UTF_8);
  }

  /** A JSON array of the events; the first one says how many were dropped. */
  Buffer json() {
    return json;
  }

  /** How many events there are. */
  int count() {
    return events.size();
  }

  /** How many were dropped before the first one. */
  long dropped() {
    return dropped;
  }

  /** The first half, of a batch of at least two events. */
  EventBatch firstHalf() {
    return new EventBatch(events.subList(0, count() / 2), dropped);
  }

  /** The second half, of a batch of at least two events. */
  EventBatch secondHalf() {
    return new EventBatch(events.subList(count() / 2, count()), 0);
  }

  /** The same events after others that were dropped, too. */
  EventBatch after(long lost) {
    return new EventBatch(events, dropped + lost);
  }
}
