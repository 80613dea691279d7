package io.wsgateway.server.admission;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits the polls per client address whose cursor leads nowhere: {@value #BURST} at once and
 * {@value #PER_SECOND} per second. Each of them may ask another node, so that a client without a
 * session could load two nodes by inventing cursors. It remembers the newest {@value #MAX}
 * addresses. Belongs to one event loop.
 */
public final class PollMisses {
  static final int BURST = 20;
  static final int PER_SECOND = 5;
  static final int MAX = 10_000;

  private static final long EACH_NANOS = 1_000_000_000L / PER_SECOND;

  private final LongSupplier nanoTime;

  /** By address, until when its misses count; the one that was looked up longest ago is first. */
  private final Map<String, Long> until =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX;
        }
      };

  /** There are none yet. */
  public PollMisses(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Notes that a poll's cursor led nowhere. */
  public void add(UpgradeRequest poll) {
    add(poll.source());
  }

  /** Returns whether the address of this poll has had too many of them. */
  public boolean isOver(UpgradeRequest poll) {
    return isOver(poll.source());
  }

  void add(String address) {
    long now = nanoTime.getAsLong();
    // Many may be answered at the same time; more than a burst is not owed.
    until.put(address, Math.min(left(address, now) + EACH_NANOS, BURST * EACH_NANOS) + now);
  }

  boolean isOver(String address) {
    return left(address, nanoTime.getAsLong()) > (BURST - 1) * EACH_NANOS;
  }

  private long left(String address, long now) {
    Long end = until.get(address);
    return end == null ? 0 : Math.max(0, end - now);
  }

  /** The number of addresses that are remembered. */
  int size() {
    return until.size();
  }
}
