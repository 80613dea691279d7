package io.wsgateway.server.admission;

import io.wsgateway.limit.TokenBucket;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Limits a rate; after a pause, up to one second's worth may pass at once. Thread-safe. */
final class AdmissionRate {
  private volatile int perSecond;
  private final LongSupplier nanoTime;
  private final AtomicLong paidAt;

  AdmissionRate(int perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.paidAt = new AtomicLong(nanoTime.getAsLong());
  }

  /** Sets another rate, for what is taken from now on. */
  void limit(int newPerSecond) {
    perSecond = newPerSecond;
  }

  /** Returns whether one may pass now, and takes nothing. */
  boolean hasRoom() {
    long now = nanoTime.getAsLong();
    return !TokenBucket.owes(TokenBucket.take(paidAt.get(), now, 1, perSecond), now);
  }

  boolean tryTake() {
    while (true) {
      long now = nanoTime.getAsLong();
      long paid = paidAt.get();
      long next = TokenBucket.take(paid, now, 1, perSecond);
      if (TokenBucket.owes(next, now)) {
        return false;
      }
      if (paidAt.compareAndSet(paid, next)) {
        return true;
      }
    }
  }
}
