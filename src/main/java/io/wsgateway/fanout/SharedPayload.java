package io.wsgateway.fanout;

/**
 * A payload that goes to many channels at once. It is one object in memory, so an event loop's
 * queue counts its bytes once, while any of the loop's channels waits for it.
 *
 * <p>Each loop has a count of its own. The relay's loop counts up, before it hands the channels to
 * the loop; from then on the count is the loop's.
 */
public final class SharedPayload {
  private final int bytes;
  private final int[] waiting;

  /** For so many event loops. */
  SharedPayload(int bytes, int loops) {
    this.bytes = bytes;
    this.waiting = new int[loops];
  }

  /** A channel of a loop waits for it; returns the bytes that this adds to the loop's queue. */
  int hold(int loop) {
    return waiting[loop]++ == 0 ? bytes : 0;
  }

  /** A channel of a loop waits no longer; returns the bytes that the loop's queue loses. */
  int release(int loop) {
    return --waiting[loop] == 0 ? bytes : 0;
  }
}
