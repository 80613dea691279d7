package io.wsgateway.fanout;

import io.wsgateway.channel.Publication;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.WireMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one fan-out brings to a channel's subscribers on one event loop. Belongs to the hub of that
 * loop, which releases it when its last subscriber is served.
 */
public final class ChannelBatch {
  private final String channel;
  private final List<Delivery> deliveries;
  private final long bytes;
  private final boolean hasPublishers;
  private boolean written;

  /** Its ends, for those who joined amid it; from the longest to the shortest. */
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

  /** How many publications it holds; at least one. */
  public int size() {
    return deliveries.size();
  }

  /** A publication, by its place in the batch. */
  public Publication publication(int index) {
    return deliveries.get(index).publication();
  }

  /** One publication's message, for a subscriber that does not take the whole batch. */
  public WireMessage message(int index, WireFormat format) {
    return deliveries.get(index).encoded(format);
  }

  /** All publications' messages, joined once for all subscribers of that format on this loop. */
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

  /** A subscriber's socket took some of it that was not among the {@link #frames}. */
  public void written() {
    written = true;
  }

  /**
   * The same batch without its first publications, for those who joined behind them: one for all
   * who ask for the same {@code first}, which must never be less than in the call before. Released
   * with this one.
   */
  ChannelBatch from(int first) {
    if (first == 0) {
      return this;
    }
    ChannelBatch last = ends.isEmpty() ? this : ends.get(ends.size() - 1);
    if (last.size() == size() - first) {
      return last;
    }
    // The bytes are those of the whole batch.
    ChannelBatch end = new ChannelBatch(channel, deliveries.subList(first, size()), 0);
    if (ends.isEmpty()) {
      ends = new ArrayList<>();
    }
    ends.add(end);
    return end;
  }

  /** Whether any socket took some of it, rather than that it waits in queues. */
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

  /** Whether a client published any of it. */
  public boolean isFrom(String client) {
    return hasPublishers && deliveries.stream().anyMatch(d -> isFrom(d.publication(), client));
  }

  /** Whether that client published it. */
  public static boolean isFrom(Publication publication, String client) {
    return publication.publisher() != null && publication.publisher().client().equals(client);
  }

  /** What the hub's queue loses with it. */
  long bytes() {
    return bytes;
  }

  /** The bytes of all its payloads. */
  long payloadBytes() {
    long sum = 0;
    for (Delivery delivery : deliveries) {
      sum += delivery.publication().payload().size();
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
