package io.wsgateway.connection;

import io.wsgateway.loop.Loop;
import io.wsgateway.loop.Slice;
import java.util.ArrayDeque;

/**
 * The connections of an event loop that were written to and not flushed since: each once, however
 * often it is written to in a tick. Belongs to that loop.
 */
final class Unflushed {
  /** Connections that are flushed before the loop may do something else, as in a fan-out. */
  private static final int FLUSHES = 2000;

  /**
   * What may be written before it is flushed without waiting for the end of the tick: in one tick
   * thousands of sockets are read, and the answers to all would not fit in direct memory.
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

  /** At the end of the tick. */
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
