package io.wsgateway.fanout;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Numbers a node's wire formats, so that each publication has one slot per format. All formats
 * register before anything is published. Thread-safe.
 */
public final class WireFormats {
  private final AtomicInteger count = new AtomicInteger();

  /** Returns the slot of another format, counted from 0. */
  public int register() {
    return count.getAndIncrement();
  }

  int count() {
    return count.get();
  }
}
