package io.wsgateway.fanout;

import io.wsgateway.channel.Publication;
import io.wsgateway.connection.WireMessage;
import org.jspecify.annotations.Nullable;

/**
 * A publication being delivered on this node, with one lazily filled slot per wire format.
 *
 * <p>Shared by all event loops. Two loops may encode the same slot at the same time: both get equal
 * bytes, and a {@link WireMessage} is immutable, so the race is harmless and needs no lock.
 */
public final class Delivery {
  private final Publication publication;
  private final @Nullable SharedPayload shared;
  private final @Nullable WireMessage[] encoded;

  /**
   * Makes a delivery that is not encoded yet.
   *
   * @param shared its payload if other channels receive the same one; null if only this channel
   *     does
   * @param slots the number of wire formats
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

  /** Its payload if other channels receive the same one; otherwise null. */
  public @Nullable SharedPayload shared() {
    return shared;
  }

  /** Its accounted size in an event loop's queue, without a shared payload. Bytes. */
  public int weight() {
    int weight = publication.weight();
    return shared == null ? weight : weight - publication.payload().size();
  }

  /** Returns the bytes that an event loop's queue loses with it. */
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
