package io.wsgateway.protocol.raw;

import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.fanout.WireFormat;
import java.util.function.Function;

/**
 * Sends each publication's data as one message.
 *
 * @param slot its place among the node's formats
 * @param encoding turns the data into the message
 */
record RawFormat(int slot, Function<Payload, WireMessage> encoding) implements WireFormat {
  @Override
  public WireMessage encode(Publication publication) {
    return encoding.apply(publication.payload());
  }
}
