package io.wsgateway.fanout;

/** A subscriber on its way into a channel. Belongs to the hub's loop. */
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

  /** The number, in its channel's queue, of the first publication that it receives. */
  long from() {
    return from;
  }

  void from(long first) {
    from = first;
  }

  /** It left again before it was among the subscribers. */
  boolean hasLeft() {
    return left;
  }

  void leave() {
    left = true;
  }

  /** The point where it joins has come. */
  void arrive() {
    if (!left) {
      queue.join(this);
      joined.run();
    }
  }
}
