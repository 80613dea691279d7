package io.wsgateway.broker;

import io.wsgateway.limit.TokenBucket;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Limits the rate of publications to each channel on this node: one second's worth at once, then
 * {@code limits.channelBytesPerSecond}. A publication is counted after it is accepted, so the last
 * one may exceed the limit. Thread-safe: all loops of a node share it. With a limit of 0 it tracks
 * nothing and costs nothing.
 */
public final class ChannelRates {
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How many channels it may track before it removes those that have paid. */
  private static final int SWEEP_FROM = 1000;

  private volatile long bytesPerSecond;
  private final LongSupplier nanoTime;

  /**
   * The time at which each channel will have paid for its publications, in nanoseconds of the
   * clock.
   */
  private final ConcurrentHashMap<String, Long> paidAt = new ConcurrentHashMap<>();

  private final AtomicLong swept;

  /** Makes the rates of a node; 0 means no limit. The clock is read on any thread. */
  public ChannelRates(long bytesPerSecond, LongSupplier nanoTime) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoTime = nanoTime;
    this.swept = new AtomicLong(nanoTime.getAsLong());
  }

  long bytesPerSecond() {
    return bytesPerSecond;
  }

  /** Sets another rate, for publications from now on; 0 means no limit. */
  public void limit(long newBytesPerSecond) {
    bytesPerSecond = newBytesPerSecond;
    if (newBytesPerSecond == 0) {
      paidAt.clear();
    }
  }

  /** Returns whether the channel is over its rate now. */
  boolean isOver(String channel) {
    if (bytesPerSecond == 0) {
      return false;
    }
    Long paid = paidAt.get(channel);
    return paid != null && TokenBucket.owes(paid, nanoTime.getAsLong());
  }

  /** Counts a publication. */
  void add(String channel, int bytes) {
    long rate = bytesPerSecond;
    if (rate == 0) {
      return;
    }
    long now = nanoTime.getAsLong();
    paidAt.merge(
        channel,
        TokenBucket.take(now, now, bytes, rate),
        (paid, fresh) -> TokenBucket.take(paid, now, bytes, rate));
    sweep(now);
  }

  /** Removes channels that have paid, once a second at most. */
  private void sweep(long now) {
    long last = swept.get();
    if (now - last > SWEEP_NANOS && paidAt.size() > SWEEP_FROM && swept.compareAndSet(last, now)) {
      paidAt.values().removeIf(paid -> paid - now <= 0);
    }
  }

  /** The number of channels that it tracks. */
  int size() {
    return paidAt.size();
  }
}
