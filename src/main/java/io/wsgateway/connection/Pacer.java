package io.wsgateway.connection;

import io.vertx.core.Vertx;
import io.wsgateway.channel.SlowConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds publications back for channels with {@code minIntervalMillis}: each subscriber gets at most
 * one in that time, the newest. One timer for the whole event loop; times are rounded up to {@link
 * #STEP_MILLIS}.
 */
final class Pacer {
  private static final int STEP_MILLIS = 10;
  private static final long STEP_NANOS = STEP_MILLIS * 1_000_000L;

  /** One subscriber's channel. */
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

    /** Forgets what waits. */
    void clear() {
      waiting = null;
    }
  }

  private final Vertx vertx;
  private final ConnectionLoop loop;
  private final TreeMap<Long, List<Slot>> due = new TreeMap<>();
  private boolean timer;

  Pacer(ConnectionLoop loop, Vertx vertx) {
    this.loop = loop;
    this.vertx = vertx;
  }

  /** Delivers the batch's newest message now, or when the subscriber's interval is over. */
  void deliver(Slot slot, FrameBatch batch, int intervalMillis) {
    long now = System.nanoTime();
    int skipped = batch.messages().size() - 1;
    slot.intervalMillis = intervalMillis;
    if (slot.waiting == null && now >= slot.freeNanos) {
      slot.freeNanos = now + intervalMillis * 1_000_000L;
      slot.connection.deliver(batch.newest(), slot.channel, SlowConsumer.LATEST);
    } else {
      skipped += slot.waiting == null ? 0 : 1;
      slot.waiting = batch.messages().get(batch.messages().size() - 1);
      schedule(slot);
    }
    if (skipped > 0) {
      loop.dropped(SlowConsumer.LATEST, skipped);
    }
  }

  private void schedule(Slot slot) {
    if (!slot.scheduled) {
      slot.scheduled = true;
      due.computeIfAbsent(slot.freeNanos / STEP_NANOS + 1, step -> new ArrayList<>()).add(slot);
      startTimer();
    }
  }

  private void startTimer() {
    if (!timer && !due.isEmpty()) {
      timer = true;
      vertx.setTimer(STEP_MILLIS, id -> run());
    }
  }

  private void run() {
    timer = false;
    long now = System.nanoTime();
    Map<Long, List<Slot>> over = due.headMap(now / STEP_NANOS, true);
    List<Slot> slots = new ArrayList<>();
    over.values().forEach(slots::addAll);
    over.clear();
    release(slots, now);
    startTimer();
  }

  /** Subscribers in step wait for the same message; those who stand together share its frame. */
  private void release(List<Slot> slots, long now) {
    FrameBatch shared = null;
    for (Slot slot : slots) {
      slot.scheduled = false;
      WireMessage message = slot.waiting;
      if (message == null) {
        continue;
      }
      if (shared == null || shared.messages().get(0) != message) {
        if (shared != null) {
          shared.release();
        }
        shared = new FrameBatch(List.of(message));
      }
      slot.waiting = null;
      slot.freeNanos = now + slot.intervalMillis * 1_000_000L;
      FrameBatch batch = shared;
      loop.each(
          List.of(slot.connection),
          connection -> connection.deliver(batch, slot.channel, SlowConsumer.LATEST));
    }
    if (shared != null) {
      shared.release();
      loop.flush();
    }
  }
}
