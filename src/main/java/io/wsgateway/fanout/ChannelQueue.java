package io.wsgateway.fanout;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel on one event loop: its subscribers, what waits for them, and how far the present batch
 * has come. Belongs to the hub's loop.
 */
final class ChannelQueue {
  private final String channel;
  private final Consumer<Throwable> failures;
  private final Subscribers subscribers = new Subscribers();
  private List<Delivery> waiting = new ArrayList<>();
  private long waitingBytes;
  private boolean resetWaiting;
  private @Nullable ChannelBatch current;
  private @Nullable ChannelBatch done;
  private boolean resetting;
  private int next;
  private int end;

  /** {@code failures} hears of subscribers that threw. */
  ChannelQueue(String channel, Consumer<Throwable> failures) {
    this.channel = channel;
    this.failures = failures;
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
      resetWaiting = true;
    } else {
      waiting.addAll(deliveries.deliveries());
      waitingBytes += deliveries.bytes();
    }
    return idle;
  }

  boolean hasWork() {
    return current != null || resetting || resetWaiting || !waiting.isEmpty();
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
    } catch (RuntimeException | OutOfMemoryError e) { // Netty's memory for buffers may run out
      failures.accept(e);
      missed(subscriber);
    }
  }

  private void missed(Subscriber subscriber) {
    try {
      subscriber.reset(channel);
    } catch (RuntimeException | OutOfMemoryError e) {
      failures.accept(e);
    }
  }

  /** The batch that the last call finished, if any. */
  @Nullable ChannelBatch takeDone() {
    ChannelBatch finished = done;
    done = null;
    return finished;
  }

  private void begin() {
    next = 0;
    end = subscribers.hold();
    if (resetWaiting && waiting.isEmpty()) {
      resetWaiting = false;
      resetting = true;
    } else {
      current = new ChannelBatch(channel, waiting, waitingBytes);
      waiting = new ArrayList<>();
      waitingBytes = 0;
    }
  }
}
