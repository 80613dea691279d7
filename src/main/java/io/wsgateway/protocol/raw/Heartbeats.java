package io.wsgateway.protocol.raw;

import io.wsgateway.loop.Loop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Sends the heartbeats of an endpoint's clients on one loop: an empty object, {@code
 * heartbeatSeconds} after the one before. Clients are spread over the interval as they came, and
 * one timer serves them all. Belongs to the loop.
 */
final class Heartbeats {
  /** How far a heartbeat may be off. */
  private static final int TICK_MILLIS = 100;

  private final Loop loop;

  /** The clients by the tick at which they are due, in a ring that turns once per interval. */
  private final List<Set<RawClient>> ring;

  private int tick;
  private int clients;
  private boolean beating;

  /** Sends nothing until a client is added. */
  Heartbeats(Loop loop, int seconds) {
    this.loop = loop;
    int ticks = (int) TimeUnit.SECONDS.toMillis(seconds) / TICK_MILLIS;
    this.ring = new ArrayList<>(ticks);
    for (int i = 0; i < ticks; i++) {
      ring.add(Set.of());
    }
  }

  /** Adds a client; returns what removes it. */
  Runnable add(RawClient client) {
    Set<RawClient> due = ring.get(tick);
    if (due.isEmpty()) {
      due = new LinkedHashSet<>();
      ring.set(tick, due);
    }
    due.add(client);
    clients++;
    if (!beating) {
      beating = true;
      next();
    }
    Set<RawClient> mine = due;
    return () -> remove(client, mine);
  }

  private void remove(RawClient client, Set<RawClient> due) {
    if (due.remove(client)) {
      clients--;
    }
  }

  private void next() {
    loop.schedule(TICK_MILLIS, this::beat);
  }

  private void beat() {
    if (clients == 0) {
      beating = false;
      return;
    }
    next();
    tick = (tick + 1) % ring.size();
    // Sending may end a client, which removes it.
    for (RawClient client : List.copyOf(ring.get(tick))) {
      client.send(OutgoingJson.HEARTBEAT);
    }
  }
}
