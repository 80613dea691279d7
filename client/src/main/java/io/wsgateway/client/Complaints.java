package io.wsgateway.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Logs a new problem at once, and one that lasts once a minute. Belongs to the worker. */
final class Complaints {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final Logger log;
  private final LongSupplier nanoTime;
  private String last = "";
  private long saidNanos;

  Complaints(Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
  }

  void say(Level level, String sentence) {
    long now = nanoTime.getAsLong();
    if (!sentence.equals(last) || now - saidNanos >= MINUTE) {
      last = sentence;
      saidNanos = now;
      log.log(level, sentence);
    }
  }
}
