package io.wsgateway.channel;

import java.util.function.LongSupplier;
import org.slf4j.spi.LoggingEventBuilder;

/** Limits log lines: allows so many per period and counts the suppressed ones. Thread-safe. */
public final class LogCap {
  private final int lines;
  private final long period;
  private final LongSupplier nanoTime;
  private long start;
  private int used;
  private long unsaid;

  /** Allows so many lines per period, from now on. */
  public LogCap(int lines, long periodNanos, LongSupplier nanoTime) {
    this.lines = lines;
    this.period = periodNanos;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** Adds to a line how many were suppressed before it, if any. */
  public static LoggingEventBuilder tell(LoggingEventBuilder line, long unsaid) {
    return unsaid == 0 ? line : line.addKeyValue("unsaid", unsaid);
  }

  /**
   * Returns how many lines were suppressed since the last one that was allowed, or -1 if this one
   * must be suppressed too.
   */
  public synchronized long next() {
    long now = nanoTime.getAsLong();
    if (now - start >= period) {
      start = now;
      used = 0;
    }
    if (used == lines) {
      unsaid++;
      return -1;
    }
    used++;
    long before = unsaid;
    unsaid = 0;
    return before;
  }
}
