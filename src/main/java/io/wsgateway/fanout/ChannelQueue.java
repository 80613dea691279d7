package io.wsgateway.fanout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Queues a channel's publications on one event loop, and serves them to its subscribers batch by
 * batch. Belongs to the hub's loop.
 */
final class ChannelQueue {
  /**
   * The size in bytes at which a batch is full. A socket writes the whole batch or queues it, so it
   * must be small compared with a socket's queue.
   */
  private static final int BATCH_BYTES = 128 * 1024;

  /** Added per message, so that a batch of short messages is limited, too. */
  private static final int PER_MESSAGE_BYTES = 64;

  private final String channel;
  private final ToLongFunction<Delivery> release;
  private final Consumer<Throwable> failures;
  private final Subscribers subscribers = new Subscribers();
  private final ArrayDeque<Delivery> waiting = new ArrayDeque<>();

  /** The sequence numbers of gaps; like a publication, each gap takes one number. */
  private final ArrayDeque<Long> gaps = new ArrayDeque<>();

  /** Null until a subscriber joins at an exact point. */
  private @Nullable Newcomers newcomers;

  /** Null until something waits for a point. */
  private @Nullable Marks marks;

  /** The sequence numbers of the current batch or gap: from {@code start} up to {@code taken}. */
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
   * Makes a channel without subscribers.
   *
   * @param release returns the bytes that the hub's queue loses with a delivery
   * @param failures receives exceptions of subscribers
   */
  ChannelQueue(String channel, ToLongFunction<Delivery> release, Consumer<Throwable> failures) {
    this.channel = channel;
    this.release = release;
    this.failures = failures;
  }

  String channel() {
    return channel;
  }

  /** The number of subscribers that are behind. */
  int behind() {
    return behind;
  }

  void behind(int change) {
    behind += change;
  }

  /** Returns whether the numbers of subscribers, and of those behind, are reported to the relay. */
  boolean isReported() {
    return reported;
  }

  void reported(boolean wanted) {
    reported = wanted;
  }

  Subscribers subscribers() {
    return subscribers;
  }

  /** The number of subscribers, including those that are still joining. */
  int size() {
    return subscribers.size() + (newcomers == null ? 0 : newcomers.size());
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /** Registers a subscriber; {@link #join} follows unless it {@linkplain #leave left}. */
  Join expect(Subscriber subscriber, Runnable joined) {
    if (newcomers == null) {
      newcomers = new Newcomers();
    }
    return newcomers.expect(this, subscriber, joined);
  }

  /** Adds a subscriber, which receives everything offered from now on. */
  void join(Join join) {
    if (newcomers == null) {
      return;
    }
    if (waiting.isEmpty() && gaps.isEmpty()) {
      newcomers.remove(join.subscriber());
      subscribers.add(join.subscriber()); // after the end of the current batch, if there is one
    } else {
      newcomers.place(join, offered());
    }
  }

  /** Removes a subscriber; returns false if it was none. */
  boolean leave(Subscriber subscriber) {
    return subscribers.remove(subscriber) || (newcomers != null && newcomers.remove(subscriber));
  }

  /** The sequence number of the next offer. */
  private long offered() {
    return taken + waiting.size() + gaps.size();
  }

  /** Adds publications; returns true if the channel was idle before. */
  boolean offer(ChannelDeliveries deliveries) {
    if (deliveries.deliveries().isEmpty()) {
      return offerGap();
    }
    boolean idle = !hasWork();
    waiting.addAll(deliveries.deliveries());
    return idle;
  }

  /**
   * Marks a gap: publications may be missing here. Returns true if the channel was idle before.
   * Consecutive losses make one gap, so that they do not accumulate on a busy loop.
   */
  boolean offerGap() {
    boolean idle = !hasWork();
    if (!endsWithGap()) {
      gaps.add(offered());
    }
    return idle;
  }

  /** Runs it when all that is queued has been served; returns false if nothing is queued. */
  boolean mark(Runnable passed) {
    if (hasWork()) {
      marks = Marks.add(marks, offered(), passed);
    }
    return hasWork();
  }

  /** Returns whether it ends with a gap which no subscriber that is joining would miss. */
  private boolean endsWithGap() {
    long offered = offered();
    Long last = gaps.peekLast();
    return last != null && last == offered - 1 && (newcomers == null || !newcomers.endsAt(offered));
  }

  boolean hasWork() {
    return current != null || resetting || !gaps.isEmpty() || !waiting.isEmpty();
  }

  /**
   * Serves up to {@code most} subscribers with the current batch, or else with the next one.
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

  /** Takes a newcomer that joined before that number, and adds it to the subscribers. */
  private @Nullable Join nextNewcomer(long before) {
    Join join = newcomers == null ? null : newcomers.next(before);
    if (join != null) {
      subscribers.add(join.subscriber());
    }
    return join;
  }

  /** Serves one subscriber; if it throws, it is reset, and the others are not affected. */
  private void serve(Subscriber subscriber, int first) {
    try {
      if (current != null) {
        subscriber.deliver(current.from(first));
      } else {
        subscriber.reset(channel);
      }
    } catch (Throwable e) { // whatever it is, the others are served
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

  /** Returns the batch that the last call finished, if any. */
  @Nullable ChannelBatch takeDone() {
    ChannelBatch finished = done;
    done = null;
    return finished;
  }

  /** Returns the bytes of a batch that could not be made; ask after each {@link #serve}. */
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
      } catch (Throwable e) { // the batch's publications are lost, but the channel continues
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
