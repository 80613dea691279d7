package io.wsgateway.connection;

import io.wsgateway.channel.SlowConsumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outbound path of one connection: directly to the socket while it is writable, otherwise
 * through a queue. Allocates no queue while nothing is queued.
 */
final class Outbound {
  /** How many bytes one write takes from the queue. */
  private static final int DRAIN_BYTES = 32 * 1024;

  private final ConnectionLoop loop;
  private final Connection connection;
  private final Traffic traffic;
  private @Nullable Transport transport;
  private @Nullable OutboundQueue queue;
  private @Nullable Map<String, Pacer.Slot> paced;
  private boolean started;
  private boolean overflowing;
  private boolean behind;

  Outbound(ConnectionLoop loop, Connection connection, Traffic traffic) {
    this.loop = loop;
    this.connection = connection;
    this.traffic = traffic;
  }

  /**
   * Sets the transport. From here on {@link #send} may write; deliveries are queued until {@link
   * #start}.
   */
  void open(Transport found) {
    transport = found;
  }

  void start() {
    started = true;
  }

  /** Sends a message that must not be dropped; returns false if there is no room. */
  boolean send(WireMessage message) {
    Transport out = transport;
    // Messages sent before the start precede deliveries, even earlier ones.
    if (out != null && (!started || isEmpty()) && out.isWritable()) {
      write(out, MessageBatch.of(message));
      return true;
    }
    OutboundQueue waiting = queue();
    long before = waiting.bytes();
    boolean added = waiting.add(MessageBatch.of(message));
    changed(waiting, before);
    if (!added) {
      overflow(SlowConsumer.DISCONNECT, 1);
    }
    return added;
  }

  /** Delivers a shared batch; returns false if there is no room and nothing may be dropped. */
  boolean deliver(MessageBatch batch, String channel, SlowConsumer policy) {
    Transport out = ready();
    if (out != null) {
      written(batch, out.write(batch));
      return true;
    }
    return add(batch, channel, policy);
  }

  /** Delivers a message; returns false if there is no room and nothing may be dropped. */
  boolean deliver(WireMessage message, String channel, SlowConsumer policy) {
    Transport out = ready();
    if (out == null) {
      return add(MessageBatch.of(message), channel, policy);
    }
    write(out, MessageBatch.of(message));
    return true;
  }

  /** Returns the channel's slot in the loop's {@link Pacer}. */
  Pacer.Slot paced(String channel) {
    if (paced == null) {
      paced = new HashMap<>();
    }
    return paced.computeIfAbsent(channel, name -> new Pacer.Slot(connection, name));
  }

  /** Drops what is held back for a channel's interval. */
  void forget(String channel) {
    Pacer.Slot slot = paced == null ? null : paced.remove(channel);
    if (slot != null) {
      slot.clear();
    }
  }

  /** Writes queued data while the socket is writable; returns true when the queue is empty. */
  boolean drain() {
    Transport out = transport;
    while (out != null && !isEmpty() && out.isWritable()) {
      write(out, new MessageBatch(next()));
    }
    return isEmpty();
  }

  /** Returns whether the connection was notified that it is behind. */
  boolean isBehind() {
    return behind;
  }

  /** Drops everything, and counts it. */
  void clear() {
    if (queue != null && !queue.isEmpty()) {
      loop.counts().leftBehind(queue.size());
    }
    empty();
  }

  private void empty() {
    OutboundQueue waiting = queue;
    if (waiting != null) {
      long before = waiting.bytes();
      waiting.clear();
      changed(waiting, before);
      queue = null;
    }
    catchUp();
    if (paced != null) {
      paced.values().forEach(Pacer.Slot::clear);
      paced = null;
    }
  }

  /** The accounted size of the queued data, in bytes. */
  long bytes() {
    return queue == null ? 0 : queue.bytes();
  }

  /** The accounted size of the queued data that may be dropped, in bytes. */
  long droppableBytes() {
    return queue == null ? 0 : queue.droppableBytes();
  }

  /** Drops what channels may lose, because the node holds too much. */
  void dropDroppable() {
    OutboundQueue waiting = queue;
    if (waiting != null) {
      long before = waiting.bytes();
      int dropped = waiting.dropDroppable();
      changed(waiting, before);
      loop.counts().droppedForTheNode(dropped);
      catchUp();
    }
  }

  /** Drops everything, because the node holds too much. */
  void clearForTheNode() {
    loop.counts().droppedForTheNode(queue == null ? 0 : queue.size());
    empty();
  }

  private void changed(OutboundQueue waiting, long bytesBefore) {
    loop.queued(waiting.bytes() - bytesBefore, waiting.takeHeapChange());
  }

  private @Nullable Transport ready() {
    Transport out = transport;
    return started && out != null && isEmpty() && out.isWritable() ? out : null;
  }

  private boolean isEmpty() {
    return queue == null || queue.isEmpty();
  }

  private boolean add(MessageBatch batch, String channel, SlowConsumer policy) {
    OutboundQueue waiting = queue();
    long before = waiting.bytes();
    int dropped = waiting.add(batch, channel, policy);
    changed(waiting, before);
    if (dropped < 0) {
      overflow(policy, batch.messages().size());
      return false;
    }
    if (policy == SlowConsumer.DISCONNECT && !behind && isOverHalf()) {
      behind = true;
      connection.behind(true);
    }
    if (dropped > 0) {
      loop.counts().dropped(policy, dropped);
      if (!overflowing) {
        overflowing = true;
        loop.counts().slow(policy);
      }
    }
    return true;
  }

  /** Takes the next messages of the queue, to be written together. */
  private List<WireMessage> next() {
    OutboundQueue waiting = queue();
    List<WireMessage> next = new ArrayList<>();
    long before = waiting.bytes();
    WireMessage message = waiting.poll();
    while (message != null) {
      next.add(message);
      message = before - waiting.bytes() < DRAIN_BYTES ? waiting.poll() : null;
    }
    changed(waiting, before);
    if (waiting.isEmpty()) {
      queue = null;
      overflowing = false;
    }
    catchUp();
    return next;
  }

  /** Notifies the connection if it was behind and has caught up. */
  private void catchUp() {
    if (behind && !isOverHalf()) {
      behind = false;
      connection.behind(false);
    }
  }

  private boolean isOverHalf() {
    return bytes() > loop.limits().outboundQueueBytes() / 2;
  }

  private void overflow(SlowConsumer policy, int unqueued) {
    loop.counts().slow(policy);
    loop.counts().dropped(policy, queue().size() + unqueued);
    empty();
  }

  private OutboundQueue queue() {
    if (queue == null) {
      queue = new OutboundQueue(loop.limits().outboundQueueBytes());
    }
    return queue;
  }

  private void write(Transport out, MessageBatch batch) {
    written(batch, out.write(batch));
    batch.release();
  }

  private void written(MessageBatch batch, int bytes) {
    batch.written();
    traffic.sent(batch.messages().size(), bytes);
    loop.dirty(connection, bytes);
  }
}
