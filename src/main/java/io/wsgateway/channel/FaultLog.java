package io.wsgateway.channel;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Counts internal errors and logs at most a few per minute with their stack traces. Thread-safe.
 */
public final class FaultLog {
  private static final int LINES = 5;

  private final Runnable count;
  private final Supplier<LoggingEventBuilder> line;
  private final String sentence;
  private final LogCap cap = new LogCap(LINES, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  /**
   * Makes a log with a cap of its own.
   *
   * @param count counts each error
   * @param line begins a log line, with its level and {@code event}
   * @param sentence what the line says
   */
  public FaultLog(Runnable count, Supplier<LoggingEventBuilder> line, String sentence) {
    this.count = count;
    this.line = line;
    this.sentence = sentence;
  }

  /** Never fails itself: its callers have others to serve, perhaps while memory is exhausted. */
  public void add(Throwable fault) {
    try {
      count.run();
      long unsaid = cap.next();
      if (unsaid >= 0) {
        LogCap.tell(line.get(), unsaid).setCause(fault).log(sentence);
      }
    } catch (Throwable unsayable) {
      // There is nothing left to report it to.
    }
  }
}
