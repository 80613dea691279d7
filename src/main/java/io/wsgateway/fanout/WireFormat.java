package io.wsgateway.fanout;

import io.wsgateway.channel.Publication;
import io.wsgateway.connection.WireMessage;

/**
 * How a protocol writes a publication. Encoding happens once per node and format, on whichever
 * event loop needs it first; an implementation is stateless and must give equal bytes for equal
 * input.
 */
public interface WireFormat {
  /** This format's own number, from {@link WireFormats#register}. */
  int slot();

  /** The message that subscribers of this format receive. */
  WireMessage encode(Publication publication);
}
