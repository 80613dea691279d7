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
final class Delivery {
  private final Publication publication;
  private final @Nullable WireMessage[] encoded = new @Nullable WireMessage[WireFormat.SLOTS];

  Delivery(Publication publication) {
    this.publication = publication;
  }

  Publication publication() {
    return publication;
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
