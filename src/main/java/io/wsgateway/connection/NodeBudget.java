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
 * Bounds what all connections of a node hold on the heap: what waits for clients that do not read,
 * and what clients have sent of messages that are not whole. The bound of each connection bounds
 * nothing in sum. Each event loop adds what its connections hold; over the bound, all of them
 * relieve the node in proportion ({@link Relief}). Thread-safe.
 */
public final class NodeBudget {
  private static final Logger log = LoggerFactory.getLogger(NodeBudget.class);

  /** Of the heap, when nothing is configured. */
  private static final int HEAP_SHARE = 4;

  private final long maxBytes;
  private final AtomicLong used = new AtomicLong();
  private final List<Relief> loops = new CopyOnWriteArrayList<>();
  private final LogCap cap = new LogCap(1, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  NodeBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The budget of a node: {@code limits.outboundTotalBytes}, or a quarter of the heap. */
  public static NodeBudget of(LimitsConfig limits) {
    long configured = limits.outboundTotalBytes();
    return new NodeBudget(
        configured > 0 ? configured : Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /** Its bound. */
  long maxBytes() {
    return maxBytes;
  }

  /** What the loops have said that they hold: each tells it in steps of 16 KB or less. */
  public long used() {
    return used.get();
  }

  boolean isOver() {
    return used.get() > maxBytes;
  }

  /** So far that the next task may be too late. */
  boolean isFarOver() {
    return used.get() > maxBytes + maxBytes / 8;
  }

  /** How much must go, so that the next message does not go over it again. */
  long excess() {
    return Math.max(0, used.get() - goal());
  }

  /** What may stay. */
  long goal() {
    return maxBytes - maxBytes / 8;
  }

  /** What a loop holds has changed by so much; whether the node holds too much now. */
  boolean add(long bytes) {
    return used.addAndGet(bytes) > maxBytes;
  }

  void join(Relief loop) {
    loops.add(loop);
  }

  /** A loop found the node over its bound: the others are asked for their part, too. */
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
