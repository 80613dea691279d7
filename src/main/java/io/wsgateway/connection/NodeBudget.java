package io.wsgateway.connection;

import io.wsgateway.channel.LogCap;
import io.wsgateway.config.LimitsConfig;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits what all connections of a node together hold on the heap: data queued for clients that do
 * not read, and incomplete messages from clients. The limits per connection do not limit the sum.
 * Each event loop adds what its connections hold; over the limit, each loop frees a proportional
 * share ({@link Relief}). Thread-safe.
 */
public final class NodeBudget {
  private static final Logger log = LoggerFactory.getLogger(NodeBudget.class);

  /** The divisor of the heap when nothing is configured. */
  private static final int HEAP_SHARE = 4;

  private volatile long maxBytes;
  private final AtomicLong used = new AtomicLong();
  private final List<Relief> loops = new CopyOnWriteArrayList<>();
  private final LogCap cap = new LogCap(1, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  NodeBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Makes the budget of a node: {@code limits.outboundTotalBytes}, or a quarter of the heap. */
  public static NodeBudget of(LimitsConfig limits) {
    return new NodeBudget(maxBytes(limits));
  }

  /** Applies another limit; what exceeds it is freed with the next change. */
  public void limit(LimitsConfig limits) {
    maxBytes = maxBytes(limits);
  }

  private static long maxBytes(LimitsConfig limits) {
    long configured = limits.outboundTotalBytes();
    return configured > 0 ? configured : Runtime.getRuntime().maxMemory() / HEAP_SHARE;
  }

  /** The limit. */
  long maxBytes() {
    return maxBytes;
  }

  /** The bytes that the loops have reported; each reports in steps of 16 KB or less. */
  public long used() {
    return used.get();
  }

  boolean isOver() {
    return used.get() > maxBytes;
  }

  /** Returns whether the excess is so large that the next task may be too late. */
  boolean isFarOver() {
    return used.get() > maxBytes + maxBytes / 8;
  }

  /** The bytes to free, so that the next message does not exceed the limit again. */
  long excess() {
    return Math.max(0, used.get() - goal());
  }

  /** The bytes that may stay. */
  long goal() {
    return maxBytes - maxBytes / 8;
  }

  /** Adds a change of what a loop holds; returns whether the node holds too much now. */
  boolean add(long bytes) {
    return used.addAndGet(bytes) > maxBytes;
  }

  void join(Relief loop) {
    loops.add(loop);
  }

  /**
   * Asks the other loops to free their share, after {@code finder} found the node over the limit.
   */
  void alarm(Relief finder) {
    long unsaid = cap.next();
    if (unsaid >= 0) {
      LogCap.tell(log.atWarn().addKeyValue("event", "outbound.budget"), unsaid)
          .log(
              "clients that do not read take more than {} bytes of the heap"
                  + " (limits.outboundTotalBytes): messages of channels that accept loss are"
                  + " dropped, then the clients with the longest queues are closed with 1013",
              maxBytes);
    }
    for (Relief loop : loops) {
      if (loop != finder) {
        loop.askFor();
      }
    }
  }
}
