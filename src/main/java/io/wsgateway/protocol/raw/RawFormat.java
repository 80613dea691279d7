package io.wsgateway.protocol.raw;

import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.fanout.WireFormat;

/** {@code frames: plain}: exactly the data, text and JSON as text, binary as binary. */
enum RawFormat implements WireFormat {
  PLAIN;

  @Override
  public int slot() {
    return 0;
  }

  @Override
  public WireMessage encode(Publication publication) {
    return encode(publication.payload());
  }

  WireMessage encode(Payload payload) {
    return payload.kind() == Payload.Kind.BINARY
        ? WireMessage.binary(payload.bytes())
        : WireMessage.text(payload.bytes());
  }
}
