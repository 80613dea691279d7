package io.wsgateway.limit;

import java.util.concurrent.atomic.AtomicLong;

/** Counts connections or bytes up to a cap. Thread-safe. */
public final class CappedCount {
  private volatile long cap;
  private final AtomicLong count = new AtomicLong();

  /** Makes a count of zero. */
  public CappedCount(long cap) {
    this.cap = cap;
  }

  /** The cap. */
  public long cap() {
    return cap;
  }

  /** Sets another cap. A higher count stays. */
  public void limit(long newCap) {
    cap = newCap;
  }

  /** Adds one; returns false if that would exceed the cap. */
  public boolean tryAcquire() {
    return tryAcquire(1);
  }

  /** Adds an amount, all of it or nothing; returns false if that would exceed the cap. */
  public boolean tryAcquire(long amount) {
    if (count.addAndGet(amount) <= cap) {
      return true;
    }
    count.addAndGet(-amount);
    return false;
  }

  /** Subtracts one. */
  public void release() {
    release(1);
  }

  /** Subtracts an amount. */
  public void release(long amount) {
    count.addAndGet(-amount);
  }

  /** The current count. */
  public long get() {
    return count.get();
  }
}
