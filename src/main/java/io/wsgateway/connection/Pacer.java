package io.wsgateway.connection;

import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.loop.Loop;
import io.wsgateway.loop.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds publications back for channels with {@code minIntervalMillis}: each subscriber gets at most
 * one in that time, the newest. There is one timer for the whole event loop; times are rounded up
 * to {@link #STEP_MILLIS}.
 */
final class Pacer {
  /** How many subscribers are served before yielding to the event loop, as in a fan-out. */
  static final int TURN = 2000;

  private static final int STEP_MILLIS = 10;
  private static final long STEP_NANOS = STEP_MILLIS * 1_000_000L;

  /** The state of one subscriber in one channel. */
  static final class Slot {
    private final Connection connection;
    private final String channel;
    private long freeNanos = Long.MIN_VALUE;
    private int intervalMillis;
    private @Nullable WireMessage waiting;
    private boolean scheduled;

    Slot(Connection connection, String channel) {
      this.connection = connection;
      this.channel = channel;
    }

    /** Drops what is held back. */
    void clear() {
      waiting = null;
    }

    /** Starts the next interval. */
    private void served(long now) {
      freeNanos = now + intervalMillis * 1_000_000L;
    }
  }

  private final ConnectionLoop loop;
  private final Loop turns;
  private final TreeMap<Long, ArrayDeque<Slot>> due = new TreeMap<>();
  private boolean awake;

  Pacer(ConnectionLoop loop, Loop turns) {
    this.loop = loop;
    this.turns = turns;
  }

  /** Delivers the batch's newest message now, or when the subscriber's interval is over. */
  void deliver(Slot slot, MessageBatch batch, int intervalMillis) {
    long now = turns.nanoTime();
    int skipped = batch.messages().size() - 1;
    slot.intervalMillis = intervalMillis;
    if (slot.waiting == null && now >= slot.freeNanos) {
      slot.served(now);
      slot.connection.deliver(batch.newest(), slot.channel, SlowConsumer.LATEST);
    } else {
      skipped += slot.waiting == null ? 0 : 1;
      slot.waiting = batch.messages().get(batch.messages().size() - 1);
      schedule(slot);
    }
    if (skipped > 0) {
      loop.counts().heldBack(skipped);
    }
  }

  private void schedule(Slot slot) {
    if (!slot.scheduled) {
      slot.scheduled = true;
      due.computeIfAbsent(slot.freeNanos / STEP_NANOS + 1, step -> new ArrayDeque<>()).add(slot);
      if (!awake) {
        awake = true;
        sleep();
      }
    }
  }

  private void sleep() {
    turns.schedule(STEP_MILLIS, this::takeTurn);
  }

  private void takeTurn() {
    List<Slot> turn = List.of();
    boolean more = false;
    try {
      Slice slice = new Slice(turns, TURN);
      long now = turns.nanoTime();
      turn = take(now / STEP_NANOS, slice);
      more = !slice.isOpen();
      deliver(turn, now);
    } catch (Throwable e) { // otherwise no subscriber would be served any more
      loop.faults().add(e);
      turn.stream().filter(slot -> slot.waiting != null).forEach(this::schedule);
    }
    if (more) {
      turns.yield(this::takeTurn);
    } else if (due.isEmpty()) {
      awake = false;
    } else {
      sleep();
    }
  }

  /** Takes the next slots to be served, in the order of their due times. */
  private List<Slot> take(long step, Slice slice) {
    List<Slot> taken = new ArrayList<>();
    Map.Entry<Long, ArrayDeque<Slot>> first = due.firstEntry();
    while (first != null && first.getKey() <= step && slice.isOpen()) {
      ArrayDeque<Slot> slots = first.getValue();
      while (!slots.isEmpty() && slice.next()) {
        taken.add(slots.element());
        slots.remove().scheduled = false;
      }
      if (slots.isEmpty()) {
        due.pollFirstEntry();
        first = due.firstEntry();
      }
    }
    return taken;
  }

  /**
   * Delivers the held messages. Subscribers with the same due time often hold the same message;
   * adjacent ones share its frame.
   */
  private void deliver(List<Slot> turn, long now) {
    List<Connection> together = new ArrayList<>();
    String channel = "";
    WireMessage shared = null;
    for (Slot slot : turn) {
      WireMessage message = slot.waiting;
      if (message == null) {
        continue;
      }
      if (shared != null && (shared != message || !channel.equals(slot.channel))) {
        deliver(together, shared, channel);
        together.clear();
      }
      shared = message;
      channel = slot.channel;
      together.add(slot.connection);
      slot.waiting = null;
      slot.served(now);
    }
    if (shared != null) {
      deliver(together, shared, channel);
      loop.flush();
    }
  }

  private void deliver(List<Connection> together, WireMessage message, String channel) {
    MessageBatch batch = new MessageBatch(List.of(message));
    loop.each(together, c -> c.deliver(batch, channel, SlowConsumer.LATEST));
    batch.release();
  }
}
