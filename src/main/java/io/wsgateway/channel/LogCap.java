package io.wsgateway.channel;

import java.util.function.LongSupplier;
import org.slf4j.spi.LoggingEventBuilder;

/** Lets so many lines through per period and counts the others. Thread-safe. */
public final class LogCap {
  private final int lines;
  private final long period;
  private final LongSupplier nanoTime;
  private long start;
  private int used;
  private long unsaid;

  /** So many lines per period, from now on. */
  public LogCap(int lines, long periodNanos, LongSupplier nanoTime) {
    this.lines = lines;
    this.period = periodNanos;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** Adds to a line how many were left out before it, when there are any. */
  public static LoggingEventBuilder tell(LoggingEventBuilder line, long unsaid) {
    return unsaid == 0 ? line : line.addKeyValue("unsaid", unsaid);
  }

  /** How many lines were left out since the last one that was not, or -1: leave this out too. */
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
