package io.wsgateway.relay;

import io.wsgateway.channel.Publication;
import io.wsgateway.channel.StreamPosition;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Collects consecutive publications of one payload to several channels, which are sent as one
 * {@link Broadcast}: the payload is then queued, sent and counted once. Belongs to an {@link
 * Outbox}.
 */
final class SharedRun {
  private final Publication first;
  private final long maxBytes;
  private final Set<String> channels = new LinkedHashSet<>();
  private long bytes;

  /** Begins with a publication; {@code maxBytes}: the most that all of it may take. */
  SharedRun(Publication first, long maxBytes) {
    this.first = first;
    this.maxBytes = maxBytes;
    this.bytes = first.weight();
    channels.add(first.channel());
  }

  /**
   * Adds another publication; false when it must be sent on its own, together with what follows.
   */
  boolean add(Publication next) {
    long grown = bytes + next.weight() - next.payload().size();
    boolean fits =
        next.payload() == first.payload()
            && grown <= maxBytes
            && isPlain(first)
            && isPlain(next)
            && next.tags().equals(first.tags())
            && channels.add(next.channel());
    if (fits) {
      bytes = grown;
    }
    return fits;
  }

  /** A broadcast carries neither publisher nor stream position, and braces mean placeholders. */
  private static boolean isPlain(Publication publication) {
    return publication.publisher() == null
        && publication.position().equals(StreamPosition.NONE)
        && !ChannelPattern.mayHavePlaceholders(publication.channel());
  }

  /** How many publications it holds. */
  int size() {
    return channels.size();
  }

  Broadcast toBroadcast() {
    return new Broadcast(
        channels.stream().map(ChannelPattern::of).toList(),
        first.payload(),
        first.tags(),
        first.acceptedMillis());
  }
}
