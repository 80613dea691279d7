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

  /** Before which publications some are missing, by their number since the beginning. */
  private final ArrayDeque<Long> gaps = new ArrayDeque<>();

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

  /**
   * Adds what came for the channel.
   *
   * @return whether the channel had nothing to do before
   */
  boolean offer(ChannelDeliveries deliveries) {
    boolean idle = !hasWork();
    if (deliveries.deliveries().isEmpty()) {
      gaps.add(taken + waiting.size());
    } else {
      waiting.addAll(deliveries.deliveries());
    }
    return idle;
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
        serve(subscriber);
      }
    }
    if (next >= end) {
      done = current;
      current = null;
      resetting = false;
      subscribers.release();
    }
    return Math.max(1, next - from);
  }

  /** One that fails must not keep the others from what is theirs; it has missed something. */
  private void serve(Subscriber subscriber) {
    try {
      if (current != null) {
        subscriber.deliver(current);
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
    next = 0;
    end = subscribers.hold();
    if (atGap()) {
      while (atGap()) {
        gaps.remove();
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
