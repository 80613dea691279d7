package io.wsgateway.bench;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The tasks that a loop runs later. Belongs to its thread. */
final class Timers {
  private record Timer(long nanos, Runnable task) {}

  /** How long a loop without a task waits, in milliseconds. */
  private static final long IDLE_MILLIS = 1000;

  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::nanos));

  void add(long nanos, Runnable task) {
    timers.add(new Timer(nanos, task));
  }

  /** Runs the tasks whose time has come. */
  void run(long now) {
    for (Timer next = timers.peek();
        next != null && next.nanos() - now <= 0;
        next = timers.peek()) {
      timers.remove();
      next.task().run();
    }
  }

  /** Returns for how many milliseconds nothing is to be run; at least 1. */
  long patience(long now) {
    @Nullable Timer next = timers.peek();
    return next == null ? IDLE_MILLIS : Math.max(1, (next.nanos() - now) / 1_000_000);
  }
}
