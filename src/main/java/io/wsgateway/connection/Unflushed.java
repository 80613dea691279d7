package io.wsgateway.connection;

import io.wsgateway.loop.Loop;
import io.wsgateway.loop.Slice;
import java.util.ArrayDeque;

/**
 * Tracks the connections of an event loop with unflushed writes, each once, however often it is
 * written to in a tick. Belongs to that loop.
 */
final class Unflushed {
  /** How many connections are flushed before yielding to the event loop, as in a fan-out. */
  private static final int FLUSHES = 2000;

  /**
   * How many bytes may be written before a flush, without waiting for the end of the tick:
   * thousands of sockets are read in one tick, and the answers to all would not fit in direct
   * memory.
   */
  private static final long BYTES = 4 << 20;

  private final ConnectionLoop loop;
  private final Loop turns;
  private final ArrayDeque<Connection> dirty = new ArrayDeque<>();
  private final Runnable atTheEnd = this::atTheEnd;
  private long bytes;
  private boolean due;
  private boolean flushing;

  Unflushed(ConnectionLoop loop, Loop turns) {
    this.loop = loop;
    this.turns = turns;
  }

  void add(Connection connection, int written) {
    connection.unflushedBytes += written;
    bytes += written;
    if (!connection.dirty) {
      connection.dirty = true;
      dirty.add(connection);
      flushLater();
    }
  }

  boolean isTooMuch() {
    return bytes > BYTES;
  }

  /** Schedules a flush for the end of the tick. */
  void flushLater() {
    if (!due) {
      due = true;
      turns.execute(atTheEnd);
    }
  }

  private void atTheEnd() {
    due = false;
    loop.flush();
  }

  void flush() {
    Slice slice = new Slice(turns, FLUSHES);
    while (!dirty.isEmpty() && slice.next()) {
      Connection next = dirty.remove();
      next.dirty = false;
      bytes -= next.unflushedBytes;
      next.unflushedBytes = 0;
      loop.guarded(next, Connection::flush);
    }
    if (!dirty.isEmpty() && !flushing) {
      flushing = true;
      turns.yield(
          () -> {
            flushing = false;
            loop.flush();
          });
    }
  }
}
