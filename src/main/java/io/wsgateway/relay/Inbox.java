package io.wsgateway.relay;

import io.wsgateway.channel.LogCap;
import io.wsgateway.limit.CappedCount;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was read from other nodes and waits for the relay's loop, bounded in bytes as the heap
 * counts them. What does not fit is dropped; it has a number, so that the relay counts the loss
 * when it goes on. {@link #take} belongs to the loop that reads, {@link #done} may be called on any
 * thread.
 */
final class Inbox {
  /** The message and its task beside its bytes, measured with Vert.x 5.0.10. */
  static final int OBJECTS = 192;

  private static final Logger log = LoggerFactory.getLogger(Inbox.class);

  private final CappedCount waiting;
  private final LogCap cap = new LogCap(1, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  Inbox(long maxBytes, FanoutMetrics metrics) {
    this.waiting = new CappedCount(maxBytes);
    metrics.intake(waiting, CappedCount::get);
  }

  /** Whether there is room for a message; however large, it is taken when nothing waits. */
  boolean take(int bytes) {
    long weight = weight(bytes);
    boolean taken = waiting.tryAcquire(Math.min(weight, waiting.cap()));
    if (!taken) {
      say();
    }
    return taken;
  }

  /** A message that was taken waits no longer. */
  void done(int bytes) {
    waiting.release(Math.min(weight(bytes), waiting.cap()));
  }

  private static long weight(int bytes) {
    return (long) bytes + OBJECTS;
  }

  private void say() {
    long before = cap.next();
    if (before >= 0) {
      LogCap.tell(log.atWarn(), before)
          .addKeyValue("event", "relay.behind")
          .addKeyValue("bytes", waiting.get())
          .log(
              "this node relays more slowly than other nodes send: {} bytes wait, messages of other"
                  + " nodes are dropped",
              waiting.get());
    }
  }
}
