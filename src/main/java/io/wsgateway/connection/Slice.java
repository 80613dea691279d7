package io.wsgateway.connection;

import io.wsgateway.loop.Loop;

/**
 * What a long task does before its event loop may do something else: a number of steps, and 10 ms.
 * What one step takes differs a thousandfold: a few bytes to a socket, or the 64 KB that a kernel
 * short of memory copies.
 */
final class Slice {
  private static final long NANOS = 10_000_000;

  /** Steps between two looks at the time. */
  private static final int LOOKS = 16;

  private final Loop turns;
  private final long start;
  private int left;

  Slice(Loop turns, int steps) {
    this.turns = turns;
    this.start = turns.nanoTime();
    this.left = steps;
  }

  /** Takes a step; false when there is none left. */
  boolean next() {
    left--;
    return left >= 0 && (left % LOOKS != 0 || turns.nanoTime() - start < NANOS);
  }
}
