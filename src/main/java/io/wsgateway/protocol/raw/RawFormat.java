package io.wsgateway.protocol.raw;

import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.fanout.WireFormat;
import io.wsgateway.fanout.WireFormats;

/**
 * Implements {@code frames: plain}: sends exactly the data, text and JSON as text, binary as
 * binary. One per node.
 */
final class RawFormat implements WireFormat {
  private final int slot;

  /** Registers the format with the node's formats. */
  RawFormat(WireFormats formats) {
    this.slot = formats.register();
  }

  @Override
  public int slot() {
    return slot;
  }

  @Override
  public WireMessage encode(Publication publication) {
    return message(publication.payload());
  }

  static WireMessage message(Payload payload) {
    return payload.kind() == Payload.Kind.BINARY
        ? WireMessage.binary(payload.bytes())
        : WireMessage.text(payload.bytes());
  }
}
