package io.wsgateway.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Logs what a handler of the application throws, with its stack trace once a minute: clients can
 * cause it as often as they like. Thread-safe.
 */
final class HandlerFaults {
  private static final Logger log = System.getLogger("io.wsgateway.client");
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoTime;
  private final AtomicLong saidNanos;
  private final AtomicLong unsaid = new AtomicLong();

  HandlerFaults(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.saidNanos = new AtomicLong(nanoTime.getAsLong() - MINUTE);
  }

  /** Logs it, or counts it among those of this minute. */
  void say(String sentence, Throwable fault) {
    long now = nanoTime.getAsLong();
    long said = saidNanos.get();
    if (now - said < MINUTE || !saidNanos.compareAndSet(said, now)) {
      unsaid.incrementAndGet();
      return;
    }
    long others = unsaid.getAndSet(0);
    log.log(
        Level.ERROR,
        others == 0 ? sentence : sentence + ", and " + others + " times more since the last line",
        fault);
  }
}
