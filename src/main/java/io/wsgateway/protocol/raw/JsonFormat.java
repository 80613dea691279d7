package io.wsgateway.protocol.raw;

import io.wsgateway.channel.Publication;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.fanout.WireFormat;
import io.wsgateway.fanout.WireFormats;

/** Implements {@code frames: json}: each publication is an object with its data. One per node. */
final class JsonFormat implements WireFormat {
  private final int slot;

  /** Registers the format with the node's formats. */
  JsonFormat(WireFormats formats) {
    this.slot = formats.register();
  }

  @Override
  public int slot() {
    return slot;
  }

  @Override
  public WireMessage encode(Publication publication) {
    return OutgoingJson.data(publication.payload());
  }
}
