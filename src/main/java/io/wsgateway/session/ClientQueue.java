package io.wsgateway.session;

import io.wsgateway.fanout.Hub;
import java.util.ArrayDeque;
import java.util.Collection;

/**
 * Queues actions for one client in order. Each waits until the hub has delivered what was queued
 * for the client's channels when it was added. Belongs to the session's loop.
 */
final class ClientQueue {
  private static final class Waiting {
    private final Runnable action;

    /** The number of channels that have not reached its point, plus one until all were asked. */
    private int open = 1;

    Waiting(Runnable action) {
      this.action = action;
    }
  }

  private final ArrayDeque<Waiting> queue = new ArrayDeque<>(2);

  /** Runs the action, now or later; it must not throw. */
  void add(Hub hub, Collection<String> channels, Runnable action) {
    Waiting last = new Waiting(action);
    queue.add(last);
    for (String channel : channels) {
      if (hub.afterQueued(channel, () -> passed(last))) {
        last.open++;
      }
    }
    passed(last);
  }

  private void passed(Waiting one) {
    one.open--;
    while (!queue.isEmpty() && queue.element().open == 0) {
      queue.remove().action.run();
    }
  }
}
