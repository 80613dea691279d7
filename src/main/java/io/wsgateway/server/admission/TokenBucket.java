package io.wsgateway.server.admission;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets a rate through, and after a pause as much as a second's worth at once. It keeps one number:
 * the time at which all that was let through is paid for. Thread-safe.
 */
final class TokenBucket {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long cost;
  private final LongSupplier nanoTime;
  private final AtomicLong paidAt;

  TokenBucket(int perSecond, LongSupplier nanoTime) {
    this.cost = SECOND / perSecond;
    this.nanoTime = nanoTime;
    this.paidAt = new AtomicLong(nanoTime.getAsLong());
  }

  boolean tryTake() {
    while (true) {
      long now = nanoTime.getAsLong();
      long paid = paidAt.get();
      long next = (paid - now > 0 ? paid : now) + cost;
      if (next - now > SECOND) {
        return false;
      }
      if (paidAt.compareAndSet(paid, next)) {
        return true;
      }
    }
  }
}
