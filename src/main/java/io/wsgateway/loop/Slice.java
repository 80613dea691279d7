package io.wsgateway.loop;

/**
 * What a long task does before its event loop may do something else: a number of steps, and 10 ms.
 * What one step takes differs a thousandfold: a few bytes to a socket, or the 64 KB that a kernel
 * short of memory copies. Belongs to the loop.
 */
public final class Slice {
  private static final long NANOS = 10_000_000;

  /** Steps between two looks at the time. */
  private static final int LOOKS = 16;

  private final Loop loop;
  private final long start;
  private int left;

  /** Begins now. */
  public Slice(Loop loop, int steps) {
    this.loop = loop;
    this.start = loop.nanoTime();
    this.left = steps;
  }

  /** Takes a step; false when there is none left. */
  public boolean next() {
    left--;
    return left >= 0 && (left % LOOKS != 0 || isInTime());
  }

  /** Whether there is anything left of it. */
  public boolean isOpen() {
    return left > 0 && isInTime();
  }

  /** The steps that are left. */
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
