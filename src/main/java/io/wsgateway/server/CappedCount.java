package io.wsgateway.server;

import java.util.concurrent.atomic.AtomicInteger;

/** A count up to a cap. Thread-safe. */
final class CappedCount {
  private final int cap;
  private final AtomicInteger count = new AtomicInteger();

  CappedCount(int cap) {
    this.cap = cap;
  }

  int cap() {
    return cap;
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
