package io.wsgateway.fanout;

import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Those who have yet to become subscribers of a channel like the others: first their point has to
 * come, then what was offered before it has to be served. Belongs to the hub's loop.
 */
final class Newcomers {
  private final IdentityHashMap<Subscriber, Join> joins = new IdentityHashMap<>(2);

  /** Those whose point has come, in the order of their points; some may have left. */
  private final ArrayDeque<Join> placed = new ArrayDeque<>(2);

  int size() {
    return joins.size();
  }

  Join expect(ChannelQueue queue, Subscriber subscriber, Runnable joined) {
    Join join = new Join(queue, subscriber, joined);
    joins.put(subscriber, join);
    return join;
  }

  /** Its point has come; {@code from}: the first number that it receives, never a lower one. */
  void place(Join join, long from) {
    join.from(from);
    placed.add(join);
  }

  /** Whether the last who was placed receives this number first. */
  boolean endsAt(long from) {
    Join last = placed.peekLast();
    return last != null && last.from() == from;
  }

  /** False if it is none of these. */
  boolean remove(Subscriber subscriber) {
    Join join = joins.remove(subscriber);
    if (join != null) {
      join.leave();
    }
    return join != null;
  }

  /** Whether somebody receives a number below this one. */
  boolean hasNext(long before) {
    return first(before) != null;
  }

  /** Takes the first who receives a number below this one. */
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
