package io.wsgateway.fanout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A channel on one event loop: its subscribers, what waits for them, and how far the present batch
 * has come. Belongs to the hub's loop.
 */
final class ChannelQueue {
  /**
   * What a batch may weigh before it takes no more: a socket takes the whole of it or queues it, so
   * it must be small beside a socket's queue.
   */
  private static final int BATCH_BYTES = 128 * 1024;

  /** So that a batch of short messages is bounded, too. */
  private static final int PER_MESSAGE_BYTES = 64;

  private final String channel;
  private final ToLongFunction<Delivery> release;
  private final Consumer<Throwable> failures;
  private final Subscribers subscribers = new Subscribers();
  private final ArrayDeque<Delivery> waiting = new ArrayDeque<>();

  /** Where publications are missing. Each takes a number, as each publication does. */
  private final ArrayDeque<Long> gaps = new ArrayDeque<>();

  /** Null until somebody joins at an exact point. */
  private @Nullable Newcomers newcomers;

  /** Null until somebody waits for a point. */
  private @Nullable Marks marks;

  /** The numbers of the present batch or gaps: from {@code start} up to {@code taken}. */
  private long start;

  private long taken;
  private long lostBytes;
  private @Nullable ChannelBatch current;
  private @Nullable ChannelBatch done;
  private boolean resetting;
  private int next;
  private int end;
  private int behind;
  private boolean reported;

  /**
   * A channel without subscribers.
   *
   * @param release the bytes that the hub's queue loses with a delivery
   * @param failures hears of subscribers that threw
   */
  ChannelQueue(String channel, ToLongFunction<Delivery> release, Consumer<Throwable> failures) {
    this.channel = channel;
    this.release = release;
    this.failures = failures;
  }

  String channel() {
    return channel;
  }

  /** How many subscribers are behind. */
  int behind() {
    return behind;
  }

  void behind(int change) {
    behind += change;
  }

  /** Whether the relay wants to know how many subscribers there are, and are behind. */
  boolean isReported() {
    return reported;
  }

  void reported(boolean wanted) {
    reported = wanted;
  }

  Subscribers subscribers() {
    return subscribers;
  }

  /** How many there are, those included that have yet to join. */
  int size() {
    return subscribers.size() + (newcomers == null ? 0 : newcomers.size());
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /**
   * Takes note of one that joins later: {@link #join} follows unless it {@linkplain #leave left}.
   */
  Join expect(Subscriber subscriber, Runnable joined) {
    if (newcomers == null) {
      newcomers = new Newcomers();
    }
    return newcomers.expect(this, subscriber, joined);
  }

  /** From here on the subscriber receives everything, and nothing of what waits. */
  void join(Join join) {
    if (newcomers == null) {
      return;
    }
    if (waiting.isEmpty() && gaps.isEmpty()) {
      newcomers.remove(join.subscriber());
      subscribers.add(join.subscriber()); // behind the end of the present batch, if there is one
    } else {
      newcomers.place(join, offered());
    }
  }

  /** False if it was no subscriber. */
  boolean leave(Subscriber subscriber) {
    return subscribers.remove(subscriber) || (newcomers != null && newcomers.remove(subscriber));
  }

  /** The number of what is offered next. */
  private long offered() {
    return taken + waiting.size() + gaps.size();
  }

  /** Adds what came for the channel; true if it had nothing to do before. */
  boolean offer(ChannelDeliveries deliveries) {
    if (deliveries.deliveries().isEmpty()) {
      return offerGap();
    }
    boolean idle = !hasWork();
    waiting.addAll(deliveries.deliveries());
    return idle;
  }

  /**
   * Publications may be missing here; true if it had nothing to do before. Losses with nothing
   * between them are one gap, so that a loop which does not get round to it does not gather them.
   */
  boolean offerGap() {
    boolean idle = !hasWork();
    if (!endsWithGap()) {
      gaps.add(offered());
    }
    return idle;
  }

  /**
   * Runs it when all that waits now has been served; false, without running it, if nothing does.
   */
  boolean mark(Runnable passed) {
    if (hasWork()) {
      marks = Marks.add(marks, offered(), passed);
    }
    return hasWork();
  }

  /** Whoever joined behind the last gap is told of none, and needs one of its own. */
  private boolean endsWithGap() {
    long offered = offered();
    Long last = gaps.peekLast();
    return last != null && last == offered - 1 && (newcomers == null || !newcomers.endsAt(offered));
  }

  boolean hasWork() {
    return current != null || resetting || !gaps.isEmpty() || !waiting.isEmpty();
  }

  /**
   * Serves up to so many subscribers with the present batch, or with the next one if there is none.
   *
   * @return how many it served, at least 1
   */
  int serve(int most) {
    if (current == null && !resetting) {
      begin();
    }
    int stop = Math.min(end, next + most);
    int from = next;
    for (; next < stop; next++) {
      Subscriber subscriber = subscribers.at(next);
      if (subscriber != null) {
        serve(subscriber, 0);
      }
    }
    int served = next - from;
    Join join;
    while (next >= end && served < most && (join = nextNewcomer(taken)) != null) {
      served++;
      serve(join.subscriber(), (int) (join.from() - start));
    }
    if (next >= end && !hasNewcomer(taken)) {
      done = current;
      current = null;
      resetting = false;
      subscribers.release();
      Marks.pass(marks, taken, failures);
    }
    return Math.max(1, served);
  }

  private boolean hasNewcomer(long before) {
    return newcomers != null && newcomers.hasNext(before);
  }

  /** One that joined before that number is a subscriber like the others from now on. */
  private @Nullable Join nextNewcomer(long before) {
    Join join = newcomers == null ? null : newcomers.next(before);
    if (join != null) {
      subscribers.add(join.subscriber());
    }
    return join;
  }

  /** One that fails must not keep the others from what is theirs; it has missed something. */
  private void serve(Subscriber subscriber, int first) {
    try {
      if (current != null) {
        subscriber.deliver(current.from(first));
      } else {
        subscriber.reset(channel);
      }
    } catch (Throwable e) { // whatever it is, the others have their turn
      failures.accept(e);
      missed(subscriber);
    }
  }

  private void missed(Subscriber subscriber) {
    try {
      subscriber.reset(channel);
    } catch (Throwable e) {
      failures.accept(e);
    }
  }

  /** The batch that the last call finished, if any. */
  @Nullable ChannelBatch takeDone() {
    ChannelBatch finished = done;
    done = null;
    return finished;
  }

  /** What a batch weighed that could not be made; asked after each {@link #serve}. */
  long takeLostBytes() {
    long lost = lostBytes;
    lostBytes = 0;
    return lost;
  }

  private void begin() {
    while (hasNewcomer(taken + 1)) {
      nextNewcomer(taken + 1);
    }
    start = taken;
    next = 0;
    end = subscribers.hold();
    if (atGap()) {
      while (atGap()) {
        gaps.remove();
        taken++;
      }
      resetting = true;
    } else {
      try {
        current = nextBatch();
      } catch (Throwable e) { // what the batch held is lost, the channel is not
        failures.accept(e);
        resetting = true;
      }
    }
  }

  private boolean atGap() {
    return !gaps.isEmpty() && gaps.element() == taken;
  }

  private ChannelBatch nextBatch() {
    List<Delivery> batch = new ArrayList<>();
    lostBytes = 0;
    long size = 0;
    do {
      Delivery next = waiting.remove();
      taken++;
      size += next.publication().payload().size() + PER_MESSAGE_BYTES;
      lostBytes += release.applyAsLong(next);
      batch.add(next);
    } while (!waiting.isEmpty() && !atGap() && size < BATCH_BYTES);
    ChannelBatch whole = new ChannelBatch(channel, batch, lostBytes);
    lostBytes = 0;
    return whole;
  }
}
