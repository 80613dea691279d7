package io.wsgateway.fanout;

import io.wsgateway.channel.Publication;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.WireMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The publications that one fan-out delivers to a channel's subscribers on one event loop. Belongs
 * to the hub of that loop, which releases it when its last subscriber is served.
 */
public final class ChannelBatch {
  private final String channel;
  private final List<Delivery> deliveries;
  private final long bytes;
  private final boolean hasPublishers;
  private boolean written;

  /** Its tails, for subscribers that joined within the batch; from the longest to the shortest. */
  private List<ChannelBatch> ends = List.of();

  private final @Nullable MessageBatch[] frames;

  ChannelBatch(String channel, List<Delivery> deliveries, long bytes) {
    this.channel = channel;
    this.deliveries = deliveries;
    this.bytes = bytes;
    this.frames = new @Nullable MessageBatch[deliveries.get(0).slots()];
    this.hasPublishers = deliveries.stream().anyMatch(d -> d.publication().publisher() != null);
  }

  /** The channel's name. */
  public String channel() {
    return channel;
  }

  /** The number of publications; at least one. */
  public int size() {
    return deliveries.size();
  }

  /** Returns a publication by its index in the batch. */
  public Publication publication(int index) {
    return deliveries.get(index).publication();
  }

  /** Returns one publication's message, for a subscriber that does not receive the whole batch. */
  public WireMessage message(int index, WireFormat format) {
    return deliveries.get(index).encoded(format);
  }

  /**
   * Returns all publications' messages, encoded once for all subscribers of that format on this
   * loop.
   */
  public MessageBatch frames(WireFormat format) {
    MessageBatch batch = frames[format.slot()];
    if (batch == null) {
      List<WireMessage> messages = new ArrayList<>(deliveries.size());
      for (Delivery delivery : deliveries) {
        messages.add(delivery.encoded(format));
      }
      batch = new MessageBatch(messages);
      frames[format.slot()] = batch;
    }
    return batch;
  }

  /** Notes that a part of it was written which did not come from {@link #frames}. */
  public void written() {
    written = true;
  }

  /**
   * Returns the same batch without its first publications, for subscribers that joined after them.
   * Callers with the same {@code first} share one; it must never be less than in the previous call.
   * Released with this batch.
   */
  ChannelBatch from(int first) {
    if (first == 0) {
      return this;
    }
    ChannelBatch last = ends.isEmpty() ? this : ends.get(ends.size() - 1);
    if (last.size() == size() - first) {
      return last;
    }
    // The accounted bytes stay with the whole batch.
    ChannelBatch end = new ChannelBatch(channel, deliveries.subList(first, size()), 0);
    if (ends.isEmpty()) {
      ends = new ArrayList<>();
    }
    ends.add(end);
    return end;
  }

  /** Returns whether any of it was written to a socket, rather than only queued. */
  boolean isWritten() {
    boolean any = written;
    for (ChannelBatch end : ends) {
      any |= end.isWritten();
    }
    for (MessageBatch batch : frames) {
      any |= batch != null && batch.isWritten();
    }
    return any;
  }

  /** Returns whether the client published any of it. */
  public boolean isFrom(String client) {
    return hasPublishers && deliveries.stream().anyMatch(d -> isFrom(d.publication(), client));
  }

  /** Returns whether the client published it. */
  public static boolean isFrom(Publication publication, String client) {
    return publication.publisher() != null && publication.publisher().client().equals(client);
  }

  /** The bytes that the hub's queue loses with it. */
  long bytes() {
    return bytes;
  }

  /**
   * Returns what it holds until it is released, in bytes: its payloads, or what transports made of
   * them if that is more.
   */
  long heldBytes() {
    long payloads = 0;
    for (Delivery delivery : deliveries) {
      payloads += delivery.publication().payload().size();
    }
    return Math.max(payloads, encodedBytes());
  }

  private long encodedBytes() {
    long sum = 0;
    for (ChannelBatch end : ends) {
      sum += end.encodedBytes();
    }
    for (MessageBatch batch : frames) {
      sum += batch == null ? 0 : batch.encodedBytes();
    }
    return sum;
  }

  void release() {
    ends.forEach(ChannelBatch::release);
    for (MessageBatch batch : frames) {
      if (batch != null) {
        batch.release();
      }
    }
  }
}
