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
 * An event loop's part of the {@link NodeBudget}: what its connections hold, and how it gives some
 * back when the node holds too much. First go messages of channels that accept loss, then the
 * connections that hold most; a few at a time, so that sockets are read in between. Belongs to that
 * loop: it counts without atomics, and tells the node about every {@link #STEP_BYTES}.
 */
final class Relief {
  /** What is told to the node at once; below, the other loops need not know. */
  private static final long STEP_BYTES = 16 * 1024;

  /** Connections that give before the loop may do something else. */
  private static final int PORTION = 100;

  /** One round: down to this, by these; first of what may be lost, then of all. */
  private record Round(long goal, ArrayDeque<Connection> lossy, ArrayDeque<Connection> largest) {}

  private final ConnectionLoop loop;
  private final Loop turns;
  private final NodeBudget budget;
  private final long step;
  private final AtomicBoolean asked = new AtomicBoolean();
  private @Nullable Round round;

  /** The weight of what its connections hold; other loops may hold the same messages. */
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
   * What this loop's connections hold has changed: its weight, and what the node has more on the
   * heap for it. The heap is no measure of a loop's part: the first loop that holds a message is
   * charged for it, and the last one that lets it go is paid.
   */
  void changed(long weight, long heapBytes) {
    held += weight;
    untold += heapBytes;
    if (untold >= step || untold <= -step) {
      tell();
    }
  }

  /** Gives back if the node holds too much; not to be called while a queue is being changed. */
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

  /** To be called several times a second: one round may not have been enough. */
  void look() {
    due |= budget.isOver();
    check();
  }

  /** Another loop found the node over its bound. Any thread. */
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
    // A round that ends short of the bound is followed by another when more is held, or in a while.
    due = round != null;
    check();
  }

  /** The node's excess, as a share of what this loop holds; null if there is none. */
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

  /** Gives a portion; whether the round goes on. */
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

  /** Those that hold some, those that hold most first. */
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
