package io.wsgateway.limit;

import java.util.concurrent.atomic.AtomicLong;

/** A count up to a cap, of connections or bytes. Thread-safe. */
public final class CappedCount {
  private volatile long cap;
  private final AtomicLong count = new AtomicLong();

  /** Nothing is counted yet. */
  public CappedCount(long cap) {
    this.cap = cap;
  }

  /** The most that is counted. */
  public long cap() {
    return cap;
  }

  /** From now on at most so many, if that is less. What is over it stays. */
  public synchronized void lower(long most) {
    cap = Math.min(cap, most);
  }

  /** Counts one in; false when there is no room for it. */
  public boolean tryAcquire() {
    return tryAcquire(1);
  }

  /** Counts so much in, all of it or nothing; false when there is no room for it. */
  public boolean tryAcquire(long amount) {
    if (count.addAndGet(amount) <= cap) {
      return true;
    }
    count.addAndGet(-amount);
    return false;
  }

  /** Counts one out. */
  public void release() {
    release(1);
  }

  /** Counts so much out. */
  public void release(long amount) {
    count.addAndGet(-amount);
  }

  /** What is counted. */
  public long get() {
    return count.get();
  }
}
