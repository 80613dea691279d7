package io.wsgateway.loop;

/**
 * Limits what a long task does before it yields to its event loop: a number of steps, and 10 ms.
 * The duration of a step varies a thousandfold, from a few bytes for a socket to 64 KB that a
 * kernel short of memory copies. Belongs to the loop.
 */
public final class Slice {
  private static final long NANOS = 10_000_000;

  /** How many steps are taken between two readings of the clock. */
  private static final int LOOKS = 16;

  private final Loop loop;
  private final long start;
  private int left;

  /** Starts the slice now. */
  public Slice(Loop loop, int steps) {
    this.loop = loop;
    this.start = loop.nanoTime();
    this.left = steps;
  }

  /** Takes a step; returns false when none is left. */
  public boolean next() {
    left--;
    return left >= 0 && (left % LOOKS != 0 || isInTime());
  }

  /** Returns whether steps and time are left. */
  public boolean isOpen() {
    return left > 0 && isInTime();
  }

  /** The number of steps left. */
  public int left() {
    return left;
  }

  /** Takes so many steps. */
  public void take(int steps) {
    left -= steps;
  }

  private boolean isInTime() {
    return loop.nanoTime() - start < NANOS;
  }
}
