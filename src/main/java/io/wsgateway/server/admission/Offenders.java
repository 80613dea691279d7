package io.wsgateway.server.admission;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Remembers addresses whose connections were closed several times within a minute because they held
 * too much of the node's memory. They are refused for a while; otherwise they would take the memory
 * again at once. Thread-safe.
 */
final class Offenders {
  /** The number of closes within {@link #WINDOW_NANOS} after which an address is refused. */
  static final int CLOSES = 10;

  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long REFUSED_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Further addresses are not tracked until others are forgotten. */
  private static final int MAX_ADDRESSES = 10_000;

  /** An address's first close in the window, and the closes since then. */
  private record Tally(long sinceNanos, int closes, long lastNanos) {
    Tally another(long now) {
      return now - sinceNanos > WINDOW_NANOS && !isRefused(now)
          ? new Tally(now, 1, now)
          : new Tally(sinceNanos, closes + 1, now);
    }

    boolean isRefused(long now) {
      return closes >= CLOSES && now - lastNanos < REFUSED_NANOS;
    }

    boolean isOver(long now) {
      return now - lastNanos > WINDOW_NANOS;
    }
  }

  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<String, Tally> tallies = new ConcurrentHashMap<>();

  Offenders(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Records that a connection of the address was closed to free the node's memory. */
  void closed(String address) {
    long now = nanoTime.getAsLong();
    if (tallies.size() >= MAX_ADDRESSES) {
      tallies.values().removeIf(tally -> tally.isOver(now));
    }
    if (tallies.size() < MAX_ADDRESSES) {
      tallies.compute(
          address, (a, before) -> before == null ? new Tally(now, 1, now) : before.another(now));
    }
  }

  /** Returns whether the address is refused now. */
  boolean isRefused(String address) {
    Tally tally = tallies.get(address);
    return tally != null && tally.isRefused(nanoTime.getAsLong());
  }
}
