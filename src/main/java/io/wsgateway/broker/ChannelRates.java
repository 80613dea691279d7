package io.wsgateway.broker;

import io.wsgateway.limit.TokenBucket;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How much is published to each channel on this node: one second's worth at once, then {@code
 * limits.channelBytesPerSecond}. A publication is counted when it is accepted, so that the last one
 * may go over. Thread-safe: all loops of a node share it. With a bound of 0 it knows nothing and
 * costs nothing.
 */
public final class ChannelRates {
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Channels that it may remember for longer than they need. */
  private static final int SWEEP_FROM = 1000;

  private final long bytesPerSecond;
  private final LongSupplier nanoTime;

  /** When a channel will have paid for all that it got, in nanoseconds of the clock. */
  private final ConcurrentHashMap<String, Long> paidAt = new ConcurrentHashMap<>();

  private final AtomicLong swept;

  /** One per node; 0: no bound. The clock is read on any thread. */
  public ChannelRates(long bytesPerSecond, LongSupplier nanoTime) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoTime = nanoTime;
    this.swept = new AtomicLong(nanoTime.getAsLong());
  }

  long bytesPerSecond() {
    return bytesPerSecond;
  }

  /** Whether the channel has had more than it may have by now. */
  boolean isOver(String channel) {
    if (bytesPerSecond == 0) {
      return false;
    }
    Long paid = paidAt.get(channel);
    return paid != null && TokenBucket.owes(paid, nanoTime.getAsLong());
  }

  /** Counts a publication. */
  void add(String channel, int bytes) {
    if (bytesPerSecond == 0) {
      return;
    }
    long now = nanoTime.getAsLong();
    paidAt.merge(
        channel,
        TokenBucket.take(now, now, bytes, bytesPerSecond),
        (paid, fresh) -> TokenBucket.take(paid, now, bytes, bytesPerSecond));
    sweep(now);
  }

  /** Forgets the channels that have paid, once a second at most. */
  private void sweep(long now) {
    long last = swept.get();
    if (now - last > SWEEP_NANOS && paidAt.size() > SWEEP_FROM && swept.compareAndSet(last, now)) {
      paidAt.values().removeIf(paid -> paid - now <= 0);
    }
  }

  /** How many channels it remembers. */
  int size() {
    return paidAt.size();
  }
}
