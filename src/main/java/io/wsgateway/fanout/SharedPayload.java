package io.wsgateway.fanout;

/**
 * A payload that is delivered to many channels at once. It is one object in memory, so an event
 * loop's queue counts its bytes once, while any of the loop's channels has it queued.
 *
 * <p>Each loop has its own count. The relay's loop increments it before it hands the channels to
 * the loop; from then on the count belongs to the loop.
 */
public final class SharedPayload {
  private final int bytes;
  private final int[] waiting;

  /** Makes one for so many event loops. */
  SharedPayload(int bytes, int loops) {
    this.bytes = bytes;
    this.waiting = new int[loops];
  }

  /**
   * Notes that a channel of a loop queues it; returns the bytes that this adds to the loop's queue.
   */
  int hold(int loop) {
    return waiting[loop]++ == 0 ? bytes : 0;
  }

  /**
   * Notes that a channel of a loop has served it; returns the bytes that the loop's queue loses.
   */
  int release(int loop) {
    return --waiting[loop] == 0 ? bytes : 0;
  }
}
