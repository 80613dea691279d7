package io.wsgateway.fanout;

import io.wsgateway.channel.Publication;
import io.wsgateway.connection.WireMessage;

/**
 * Encodes publications for a protocol. Encoding happens once per node and format, on the event loop
 * that needs it first. Implementations are stateless and must return equal bytes for equal input.
 */
public interface WireFormat {
  /** The format's number, from {@link WireFormats#register}. */
  int slot();

  /** Encodes the message that subscribers of this format receive. */
  WireMessage encode(Publication publication);
}
