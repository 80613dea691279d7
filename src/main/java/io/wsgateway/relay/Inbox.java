package io.wsgateway.relay;

import io.wsgateway.channel.LogCap;
import io.wsgateway.limit.CappedCount;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the messages that were read from other nodes and are queued for the relay's loop, by their
 * accounted heap size. A message that does not fit is dropped; it has a number, so the relay counts
 * the loss when it reads on. {@link #take} belongs to the loop that reads, {@link #done} may be
 * called on any thread.
 */
final class Inbox {
  /** The message and its task beside its bytes, measured with Vert.x 5.0.10. */
  static final int OBJECTS = 192;

  private static final Logger log = LoggerFactory.getLogger(Inbox.class);

  private final CappedCount waiting;
  private final LogCap cap = new LogCap(1, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  Inbox(long maxBytes, FanoutMetrics metrics) {
    this.waiting = new CappedCount(maxBytes);
    metrics.intake(waiting::get);
  }

  /**
   * Reserves room for a message; false when there is none. When nothing is queued, a message of any
   * size fits.
   */
  boolean take(int bytes) {
    long weight = weight(bytes);
    boolean taken = waiting.tryAcquire(Math.min(weight, waiting.cap()));
    if (!taken) {
      say();
    }
    return taken;
  }

  /** Releases the room of a message that has been processed. */
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
              "this node relays more slowly than other nodes send: {} bytes are queued, and"
                  + " messages from other nodes are dropped",
              waiting.get());
    }
  }
}
