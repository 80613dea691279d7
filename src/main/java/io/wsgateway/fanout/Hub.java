package io.wsgateway.fanout;

import io.wsgateway.channel.FaultLog;
import io.wsgateway.loop.Loop;
import io.wsgateway.loop.Slice;
import io.wsgateway.metrics.FanoutMetrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Delivers publications to the subscribers of one event loop. Its state belongs to that loop.
 *
 * <p>Channels with pending work are served round-robin, in slices of at most {@link #TURN}
 * subscribers in total. Between slices the event loop handles its sockets and timers, so a channel
 * with 50,000 subscribers delays neither other channels nor pings. Publications that arrive while a
 * channel waits for its slice are merged and written to each socket together, which makes bursts
 * cheap.
 *
 * <p>Pending publications are limited to {@code limits.hubQueueBytes}. A batch over the limit is
 * dropped and counted, and the channel's subscribers are notified through {@link Subscriber#reset}.
 */
public final class Hub {
  /** How many subscribers are served before yielding to the event loop: 2 to 8 ms of work. */
  private static final int TURN = 2000;

  /**
   * How many subscribers are served before they are flushed, while no other channel has pending
   * work. The first need not wait for the last, and a socket is flushed while its data is still in
   * the CPU cache.
   */
  private static final int STRIDE = 64;

  /**
   * How many bytes batches may hold together before the sockets are flushed: until then each batch
   * keeps its frames in its own buffer.
   */
  private static final long UNFLUSHED_BYTES = 4 << 20;

  private final Loop loop;
  private final Upstream upstream;
  private final Runnable flush;
  private final long maxQueuedBytes;
  private final FanoutMetrics metrics;
  private final AtomicLong queuedBytes = new AtomicLong();
  private final Map<String, ChannelQueue> channels = new HashMap<>();
  private final ArrayDeque<ChannelQueue> ready = new ArrayDeque<>();
  private final List<ChannelBatch> unflushed = new ArrayList<>();
  private final FaultLog faults;
  private final LoopCongestion congestion;
  private final Joins joins;
  private long unflushedBytes;
  private boolean scheduled;

  /** Its number among the node's hubs; set on the relay's loop before the first offer. */
  private int number;

  /**
   * Makes the hub of an event loop and registers it.
   *
   * @param upstream the relay that feeds it
   * @param flush flushes the loop's sockets; called at the end of a slice
   * @param maxQueuedBytes {@code limits.hubQueueBytes}
   */
  public Hub(
      Loop loop, Upstream upstream, Runnable flush, long maxQueuedBytes, FanoutMetrics metrics) {
    this.loop = loop;
    this.upstream = upstream;
    this.flush = flush;
    this.maxQueuedBytes = maxQueuedBytes;
    this.metrics = metrics;
    this.faults = DeliveryFaults.of(metrics);
    this.congestion = new LoopCongestion(loop, this, upstream, channels);
    this.joins = new Joins(loop, upstream, faults::add);
    upstream.register(this);
  }

  /**
   * Adds a subscriber. It receives publications that reach this node's relay from now on, and
   * possibly some that reached it just before. Subscribing twice has no further effect.
   */
  public void subscribe(String channel, Subscriber subscriber) {
    ChannelQueue queue = queue(channel);
    if (queue.subscribers().add(subscriber)) {
      metrics.subscriptions(1);
      congestion.changed(queue);
    }
  }

  /**
   * Adds a subscriber at an exact point of the channel: it receives everything that reaches this
   * node's relay after that point, and nothing that reached it before. The point is after
   * everything that this loop published before this call, and before {@code joined}.
   *
   * @param subscriber a subscriber that is not subscribed to the channel
   * @param joined called on this loop before its first publication, unless it leaves before
   */
  public void join(String channel, Subscriber subscriber, Runnable joined) {
    ChannelQueue queue = queue(channel);
    joins.add(queue.expect(subscriber, joined));
    metrics.subscriptions(1);
    congestion.changed(queue);
  }

  private ChannelQueue queue(String channel) {
    ChannelQueue queue = channels.get(channel);
    if (queue == null) {
      queue = new ChannelQueue(channel, this::release, faults::add);
      channels.put(channel, queue);
      upstream.track(channel, this);
    }
    return queue;
  }

  /** Removes a subscriber; after this call it receives nothing more. */
  public void unsubscribe(String channel, Subscriber subscriber) {
    ChannelQueue queue = channels.get(channel);
    if (queue == null || !queue.leave(subscriber)) {
      return;
    }
    metrics.subscriptions(-1);
    if (queue.isEmpty()) {
      channels.remove(channel);
      upstream.untrack(channel, this);
    } else {
      congestion.changed(queue);
    }
  }

  /**
   * Runs the callback on this loop when everything queued for a channel now has been delivered.
   *
   * @return false, without running it, if nothing is queued
   */
  public boolean afterQueued(String channel, Runnable delivered) {
    ChannelQueue queue = channels.get(channel);
    return queue != null && queue.mark(delivered);
  }

  /**
   * Changes the number of a channel's subscribers that are behind; negative if fewer are. A
   * subscriber that leaves must have been subtracted before.
   */
  public void behind(String channel, int change) {
    ChannelQueue queue = channels.get(channel);
    if (queue != null) {
      queue.behind(change);
      congestion.changed(queue);
    }
  }

  /**
   * Returns whether more than half of the channel's subscribers on this node are behind, so that
   * clients should not publish to it for now. Cheap while no channel is congested.
   */
  public boolean isCongested(String channel) {
    return congestion.isCongested(channel);
  }

  LoopCongestion congestion() {
    return congestion;
  }

  /** Sets its number among the relay's hubs. Called on the relay's loop. */
  void number(int place) {
    number = place;
  }

  /** Its number among the node's hubs. Called on the relay's loop. */
  public int number() {
    return number;
  }

  /** Accepts publications for this loop. Called on the relay's loop. */
  void offer(List<ChannelDeliveries> batch) {
    List<ChannelDeliveries> taken = new ArrayList<>(batch.size());
    for (ChannelDeliveries deliveries : batch) {
      if (queuedBytes.addAndGet(deliveries.hold(number)) > maxQueuedBytes) {
        queuedBytes.addAndGet(-deliveries.release(number));
        metrics.hubDropped(deliveries.deliveries().size());
        taken.add(deliveries.dropped());
      } else {
        taken.add(deliveries);
      }
    }
    loop.execute(() -> accept(taken));
  }

  private void accept(List<ChannelDeliveries> batch) {
    for (ChannelDeliveries deliveries : batch) {
      try {
        accept(deliveries);
      } catch (Throwable e) { // the other channels still get theirs
        faults.add(e);
      }
    }
    if (!scheduled) {
      takeTurns();
    }
  }

  /**
   * Marks a gap in every channel, because publications of any may be missing. Called on the relay's
   * loop.
   */
  void missed() {
    loop.execute(
        () -> {
          channels.values().stream().filter(ChannelQueue::offerGap).forEach(ready::add);
          if (!scheduled) {
            takeTurns();
          }
        });
  }

  private void accept(ChannelDeliveries deliveries) {
    ChannelQueue queue = channels.get(deliveries.channel());
    if (queue == null) {
      queuedBytes.addAndGet(-deliveries.release(number));
    } else if (queue.offer(deliveries)) {
      ready.add(queue);
    }
  }

  private long release(Delivery delivery) {
    return delivery.release(number);
  }

  private void takeTurns() {
    scheduled = false;
    Slice slice = new Slice(loop, TURN);
    while (slice.isOpen()) {
      ChannelQueue queue = ready.poll();
      if (queue == null) {
        break;
      }
      // A socket that is subscribed to several channels is flushed once for all of them.
      boolean alone = ready.isEmpty();
      slice.take(queue.serve(alone ? Math.min(slice.left(), STRIDE) : slice.left()));
      queuedBytes.addAndGet(-queue.takeLostBytes());
      @Nullable ChannelBatch done = queue.takeDone();
      if (done != null) {
        unflushed.add(done);
        unflushedBytes += done.heldBytes();
      }
      if (queue.hasWork()) {
        ready.add(queue);
      }
      if (unflushedBytes > UNFLUSHED_BYTES) {
        flush();
        finish();
      } else if (alone) {
        flush();
      }
    }
    flush();
    finish();
    if (!ready.isEmpty()) {
      scheduled = true;
      loop.yield(this::takeTurns);
    }
  }

  private void flush() {
    try {
      flush.run();
    } catch (Throwable e) { // the other channels are still served
      faults.add(e);
    }
  }

  /** Runs after the flush: releases the batches' buffers and records the delivery time. */
  private void finish() {
    long now = loop.wallMillis();
    for (ChannelBatch batch : unflushed) {
      queuedBytes.addAndGet(-batch.bytes());
      try {
        finish(batch, now);
      } catch (Throwable e) { // otherwise it would fail again and again
        faults.add(e);
      }
    }
    unflushed.clear();
    unflushedBytes = 0;
  }

  private void finish(ChannelBatch batch, long now) {
    if (batch.isWritten()) {
      for (int i = 0; i < batch.size(); i++) {
        metrics.delivered(now - batch.publication(i).acceptedMillis());
      }
    }
    batch.release();
  }
}
