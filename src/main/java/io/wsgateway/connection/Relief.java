package io.wsgateway.connection;

import io.wsgateway.loop.Loop;
import io.wsgateway.loop.Slice;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Manages an event loop's part of the {@link NodeBudget}: counts what its connections hold, and
 * frees a share when the node holds too much. It first drops messages of channels that accept loss,
 * then closes the connections that hold most; a few at a time, so that sockets are read in between.
 * Belongs to that loop: it counts without atomics, and reports to the node about every {@link
 * #STEP_BYTES}.
 */
final class Relief {
  /**
   * A change of this size is reported to the node at once; the other loops need not know smaller
   * ones.
   */
  private static final long STEP_BYTES = 16 * 1024;

  /** How many connections are handled before yielding to the event loop. */
  private static final int PORTION = 100;

  /**
   * One round: the goal in bytes, the connections with droppable messages, which are first, and all
   * connections, largest first.
   */
  private record Round(long goal, ArrayDeque<Connection> lossy, ArrayDeque<Connection> largest) {}

  private final ConnectionLoop loop;
  private final Loop turns;
  private final NodeBudget budget;
  private final long step;
  private final AtomicBoolean asked = new AtomicBoolean();
  private @Nullable Round round;

  /** The accounted size of what its connections hold; other loops may hold the same messages. */
  private long held;

  private long untold;
  private boolean due;
  private boolean busy;
  private boolean scheduled;

  Relief(ConnectionLoop loop, Loop turns, NodeBudget budget) {
    this.loop = loop;
    this.turns = turns;
    this.budget = budget;
    this.step = Math.min(STEP_BYTES, budget.maxBytes() / 64);
    budget.join(this);
  }

  long maxBytes() {
    return budget.maxBytes();
  }

  /**
   * Notes changes of what this loop's connections hold: the accounted size, and the bytes on the
   * node's heap. The heap does not measure a loop's share: the first loop that holds a message is
   * charged for it, and the last one that releases it is credited.
   */
  void changed(long weight, long heapBytes) {
    held += weight;
    untold += heapBytes;
    if (untold >= step || untold <= -step) {
      tell();
    }
  }

  /** Frees memory if the node holds too much; do not call it while a queue is being changed. */
  void check() {
    if (due && !busy) {
      // A task that reads thousands of sockets must not fill the heap before its end.
      if (budget.isFarOver()) {
        give();
      } else {
        giveLater();
      }
    }
  }

  /** Checks again, because one round may not have been enough; call it several times a second. */
  void look() {
    due |= budget.isOver();
    check();
  }

  /**
   * Asks this loop to free its share, because another loop found the node over its limit. Any
   * thread.
   */
  void askFor() {
    if (asked.compareAndSet(false, true)) {
      turns.execute(
          () -> {
            asked.set(false);
            due = true;
            check();
          });
    }
  }

  private void giveLater() {
    if (!scheduled) {
      scheduled = true;
      turns.yield(
          () -> {
            scheduled = false;
            give();
          });
    }
  }

  private void give() {
    if (busy) {
      return;
    }
    busy = true;
    try {
      tell();
      Round current = round == null ? begin() : round;
      round = current != null && gave(current) ? current : null;
    } finally {
      busy = false;
      tell();
    }
    // If a round does not reach the goal, another follows when more is held, or at the next regular
    // check.
    due = round != null;
    check();
  }

  /** Begins a round for this loop's share of the node's excess; null if there is none. */
  private @Nullable Round begin() {
    long excess = budget.excess();
    if (excess == 0 || held <= 0) {
      return null;
    }
    if (budget.isOver()) {
      budget.alarm(this);
    }
    double share = (double) excess / (budget.goal() + excess);
    long goal = held - Math.max(1, (long) (held * share));
    return new Round(goal, most(Connection::droppableBytes), most(Connection::heldBytes));
  }

  /** Frees a portion; returns whether the round continues. */
  private boolean gave(Round current) {
    for (Slice slice = new Slice(turns, PORTION); slice.next(); ) {
      if (held <= current.goal) {
        return false;
      }
      Connection lossy = current.lossy.poll();
      if (lossy != null) {
        lossy.dropForTheNode();
        continue;
      }
      Connection largest = current.largest.poll();
      if (largest == null) {
        return false;
      }
      largest.closeForTheNode();
    }
    return true;
  }

  /** The connections that hold anything, largest first. */
  private ArrayDeque<Connection> most(ToLongFunction<Connection> bytes) {
    record Holder(Connection connection, long bytes) {}
    List<Holder> holders =
        loop.all().stream()
            .map(connection -> new Holder(connection, bytes.applyAsLong(connection)))
            .filter(holder -> holder.bytes > 0)
            .sorted(Comparator.comparingLong(Holder::bytes).reversed())
            .toList();
    ArrayDeque<Connection> found = new ArrayDeque<>(holders.size());
    holders.forEach(holder -> found.add(holder.connection));
    return found;
  }

  private void tell() {
    if (untold != 0) {
      due |= budget.add(untold);
      untold = 0;
    }
  }
}
