package io.wsgateway.app;

import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionLoop;
import io.wsgateway.connection.End;
import io.wsgateway.connection.EndReason;
import io.wsgateway.loop.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Closes the connections of one event loop one after the other, at the pace of a {@link
 * ConnectionSpread}. Belongs to that loop.
 */
final class ClosingTurns {
  /** The interval between two batches. */
  static final long STEP_MILLIS = 50;

  private final Loop loop;
  private final ConnectionLoop connections;
  private final ConnectionSpread spread;
  private final EndReason reason;
  private final ArrayDeque<Connection> left;
  private final int size;
  private final long started;

  /** Begins now; {@code those} are this loop's part of the connections that the spread counts. */
  ClosingTurns(
      Drain.Share share, List<Connection> those, ConnectionSpread spread, EndReason reason) {
    this.loop = share.loop();
    this.connections = share.connections();
    this.spread = spread;
    this.reason = reason;
    this.left = new ArrayDeque<>(those);
    this.size = those.size();
    this.started = loop.nanoTime();
  }

  /** Closes the connections that are due. */
  void take() {
    int staying = size - spread.due(size, elapsedMillis());
    List<Connection> due = new ArrayList<>();
    while (left.size() > staying) {
      due.add(left.remove());
    }
    connections.each(due, c -> c.close(new End(reason, "", spread.retryMillis())));
  }

  long elapsedMillis() {
    return TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - started);
  }

  /** Whether all have been closed. */
  boolean isOver() {
    return left.isEmpty();
  }
}
