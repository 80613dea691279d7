package io.wsgateway.fanout;

import io.wsgateway.channel.Publication;
import io.wsgateway.connection.WireMessage;
import org.jspecify.annotations.Nullable;

/**
 * A publication on its way through this node, with one lazily filled slot per wire format.
 *
 * <p>Shared by all event loops. Two loops may encode the same slot at the same time: both get equal
 * bytes, and a {@link WireMessage} is immutable, so the race is harmless and needs no lock.
 */
public final class Delivery {
  private final Publication publication;
  private final @Nullable SharedPayload shared;
  private final @Nullable WireMessage[] encoded;

  /**
   * Not encoded yet.
   *
   * @param shared its payload, if other channels get the same; null if it is this channel's
   * @param slots how many wire formats there are
   */
  Delivery(Publication publication, @Nullable SharedPayload shared, int slots) {
    this.publication = publication;
    this.shared = shared;
    this.encoded = new @Nullable WireMessage[slots];
  }

  int slots() {
    return encoded.length;
  }

  Publication publication() {
    return publication;
  }

  /** Its payload, if other channels get the same. */
  public @Nullable SharedPayload shared() {
    return shared;
  }

  /** What it weighs in an event loop's queue, beside a shared payload. */
  public int weight() {
    int weight = publication.weight();
    return shared == null ? weight : weight - publication.payload().size();
  }

  /** The bytes that an event loop's queue loses with it. */
  int release(int loop) {
    return shared == null ? weight() : weight() + shared.release(loop);
  }

  WireMessage encoded(WireFormat format) {
    WireMessage message = encoded[format.slot()];
    if (message == null) {
      message = format.encode(publication);
      encoded[format.slot()] = message;
    }
    return message;
  }
}
