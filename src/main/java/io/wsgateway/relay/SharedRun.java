package io.wsgateway.relay;

import io.wsgateway.channel.Publication;
import io.wsgateway.channel.StreamPosition;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Publications of one payload to several channels, one behind the other, that leave as one {@link
 * Broadcast}: the payload then waits, travels and is counted once. Belongs to an {@link Outbox}.
 */
final class SharedRun {
  private final Publication first;
  private final long maxBytes;
  private final Set<String> channels = new LinkedHashSet<>();
  private long bytes;

  /** Begins with a publication; {@code maxBytes}: what the whole may weigh. */
  SharedRun(Publication first, long maxBytes) {
    this.first = first;
    this.maxBytes = maxBytes;
    this.bytes = first.weight();
    channels.add(first.channel());
  }

  /** Takes another publication in; false: it must go on its own, and what follows after it. */
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

  /** A broadcast says neither who published nor where in a stream, and braces mean placeholders. */
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
