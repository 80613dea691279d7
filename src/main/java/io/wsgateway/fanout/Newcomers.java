package io.wsgateway.fanout;

import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Subscribers that are still joining a channel: first their point must be reached, then everything
 * offered before it must be served. Belongs to the hub's loop.
 */
final class Newcomers {
  private final IdentityHashMap<Subscriber, Join> joins = new IdentityHashMap<>(2);

  /** Joins whose point has been reached, in the order of their points; some may have left. */
  private final ArrayDeque<Join> placed = new ArrayDeque<>(2);

  int size() {
    return joins.size();
  }

  Join expect(ChannelQueue queue, Subscriber subscriber, Runnable joined) {
    Join join = new Join(queue, subscriber, joined);
    joins.put(subscriber, join);
    return join;
  }

  /**
   * Places a join whose point has been reached; {@code from} is the first number that it receives,
   * and must not decrease from call to call.
   */
  void place(Join join, long from) {
    join.from(from);
    placed.add(join);
  }

  /** Returns whether the last placed join receives this number first. */
  boolean endsAt(long from) {
    Join last = placed.peekLast();
    return last != null && last.from() == from;
  }

  /** Removes a subscriber; returns false if it is not joining. */
  boolean remove(Subscriber subscriber) {
    Join join = joins.remove(subscriber);
    if (join != null) {
      join.leave();
    }
    return join != null;
  }

  /** Returns whether a placed join receives a number below this one. */
  boolean hasNext(long before) {
    return first(before) != null;
  }

  /** Takes the first placed join that receives a number below this one. */
  @Nullable Join next(long before) {
    Join join = first(before);
    if (join != null) {
      placed.remove();
      joins.remove(join.subscriber());
    }
    return join;
  }

  private @Nullable Join first(long before) {
    Join join = placed.peek();
    while (join != null && join.hasLeft()) {
      placed.remove();
      join = placed.peek();
    }
    return join == null || join.from() >= before ? null : join;
  }
}
