package io.wsgateway.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes log lines on a separate thread, with a queue of at most 8192 lines. While the queue is
 * full, it drops new lines, and logs their number when there is room again.
 */
final class BoundedLog extends AsyncAppender {
  private static final int LINES = 8192;

  private final AtomicLong dropped = new AtomicLong();

  BoundedLog() {
    setQueueSize(LINES);
    setNeverBlock(true);
    // Otherwise it would silently drop INFO and below once the queue is four fifths full.
    setDiscardingThreshold(0);
    setMaxFlushTime(2000);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (getRemainingCapacity() == 0) {
      dropped.incrementAndGet();
      return;
    }
    super.append(event);
    if (dropped.get() > 0 && getRemainingCapacity() > LINES / 2) {
      report(dropped.getAndSet(0));
    }
  }

  private void report(long lines) {
    if (lines > 0) {
      ((LoggerContext) getContext())
          .getLogger(BoundedLog.class)
          .atWarn()
          .addKeyValue("event", "log.dropped")
          .addKeyValue("lines", lines)
          .log("log lines were dropped: the reader of standard output is too slow");
    }
  }
}
