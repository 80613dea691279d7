package io.wsgateway.server.admission;

import java.util.concurrent.atomic.AtomicInteger;

/** A count up to a cap. Thread-safe. */
final class CappedCount {
  private volatile int cap;
  private final AtomicInteger count = new AtomicInteger();

  CappedCount(int cap) {
    this.cap = cap;
  }

  int cap() {
    return cap;
  }

  /** From now on at most so many, if that is less. What is over it stays. */
  synchronized void lower(int most) {
    cap = Math.min(cap, most);
  }

  boolean tryAcquire() {
    if (count.incrementAndGet() <= cap) {
      return true;
    }
    count.decrementAndGet();
    return false;
  }

  void release() {
    count.decrementAndGet();
  }

  int get() {
    return count.get();
  }
}
