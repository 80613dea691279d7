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
 * An event loop's subscribers, by channel. Its state belongs to that loop.
 *
 * <p>Channels with something to deliver take turns: a turn serves up to {@link #TURN} subscribers,
 * and after as many in all the loop reads its sockets and fires its timers, so that a channel with
 * fifty thousand subscribers starves neither the others nor the pings. What arrives for a channel
 * while it waits for its turn goes out joined, in one write per socket; that is where bursts become
 * cheap.
 *
 * <p>What waits is bounded in bytes ({@code limits.hubQueueBytes}): over it a batch is dropped and
 * counted, and the channel's subscribers are told by {@link Subscriber#reset}.
 */
public final class Hub {
  /** Subscribers served before the loop may do something else: 2 to 8 ms of work. */
  private static final int TURN = 2000;

  /**
   * Subscribers of a channel that are served before they are flushed, while no other channel waits:
   * the first need not wait for the last, and a socket is flushed while the processor still has it
   * at hand.
   */
  private static final int STRIDE = 64;

  /**
   * What batches may hold together before the sockets are flushed: each has its frames in a buffer
   * of its own, until then.
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

  /** Its place among the node's hubs: set on the relay's loop before the first offer. */
  private int number;

  /**
   * Makes the hub of an event loop and registers it.
   *
   * @param upstream what feeds it
   * @param flush sends what was written to the loop's sockets; called at the end of a turn
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
   * Adds a subscriber: it hears what reaches this node's relay from now on, and it may hear what
   * reached it just before. Subscribing twice is one subscription.
   */
  public void subscribe(String channel, Subscriber subscriber) {
    ChannelQueue queue = queue(channel);
    if (queue.subscribers().add(subscriber)) {
      metrics.subscriptions(1);
      congestion.changed(queue);
    }
  }

  /**
   * Adds a subscriber at an exact point of the channel: it receives all that reaches this node's
   * relay behind that point, and nothing that reached it before. The point comes after what this
   * loop published before this call, and before {@code joined}.
   *
   * @param subscriber one that is not subscribed to the channel
   * @param joined called on this loop before its first publication; not if it leaves before
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

  /** Removes a subscriber; after this call it hears nothing more. */
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
   * Runs it on this loop when all that waits for a channel now has been delivered.
   *
   * @return false, without running it, if nothing waits
   */
  public boolean afterQueued(String channel, Runnable delivered) {
    ChannelQueue queue = channels.get(channel);
    return queue != null && queue.mark(delivered);
  }

  /**
   * So many more of a channel's subscribers, or with a negative number fewer, are behind with what
   * is delivered to them. Who leaves must have been taken off before.
   */
  public void behind(String channel, int change) {
    ChannelQueue queue = channels.get(channel);
    if (queue != null) {
      queue.behind(change);
      congestion.changed(queue);
    }
  }

  /**
   * Whether more than half of the channel's subscribers on this node are behind, so that clients
   * should publish no more to it for now. Cheap while no channel is.
   */
  public boolean isCongested(String channel) {
    return congestion.isCongested(channel);
  }

  LoopCongestion congestion() {
    return congestion;
  }

  /** The relay gives it its place among its hubs. Called on the relay's loop. */
  void number(int place) {
    number = place;
  }

  /** Its place among the node's hubs. Called on the relay's loop. */
  public int number() {
    return number;
  }

  /** Takes what a relay has for this loop. Called on the relay's loop. */
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
      } catch (Throwable e) { // the other channels get theirs
        faults.add(e);
      }
    }
    if (!scheduled) {
      takeTurns();
    }
  }

  /** Publications of any channel may be missing here. Called on the relay's loop. */
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
      // A socket that hears several channels is flushed once for all of them.
      boolean alone = ready.isEmpty();
      slice.take(queue.serve(alone ? Math.min(slice.left(), STRIDE) : slice.left()));
      queuedBytes.addAndGet(-queue.takeLostBytes());
      @Nullable ChannelBatch done = queue.takeDone();
      if (done != null) {
        unflushed.add(done);
        unflushedBytes += done.payloadBytes();
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
    } catch (Throwable e) { // whoever waits for a turn gets it
      faults.add(e);
    }
  }

  /** After the flush: the joined buffers go back, and the time of the way is known. */
  private void finish() {
    long now = loop.wallMillis();
    for (ChannelBatch batch : unflushed) {
      queuedBytes.addAndGet(-batch.bytes());
      try {
        finish(batch, now);
      } catch (Throwable e) { // or it would fail again and again
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
