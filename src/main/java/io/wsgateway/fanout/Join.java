package io.wsgateway.fanout;

/** A subscriber that is joining a channel. Belongs to the hub's loop. */
final class Join {
  private final ChannelQueue queue;
  private final Subscriber subscriber;
  private final Runnable joined;
  private long from = -1;
  private boolean left;

  Join(ChannelQueue queue, Subscriber subscriber, Runnable joined) {
    this.queue = queue;
    this.subscriber = subscriber;
    this.joined = joined;
  }

  Subscriber subscriber() {
    return subscriber;
  }

  /** The sequence number, in its channel's queue, of the first publication that it receives. */
  long from() {
    return from;
  }

  void from(long first) {
    from = first;
  }

  /** Returns whether it left before it became a subscriber. */
  boolean hasLeft() {
    return left;
  }

  void leave() {
    left = true;
  }

  /** Joins, because its point has been reached. */
  void arrive() {
    if (!left) {
      queue.join(this);
      joined.run();
    }
  }
}
