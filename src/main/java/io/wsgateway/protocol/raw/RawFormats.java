package io.wsgateway.protocol.raw;

import io.wsgateway.channel.Payload;
import io.wsgateway.config.EndpointConfig.FrameStyle;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.fanout.WireFormat;
import io.wsgateway.fanout.WireFormats;

/** The formats of raw endpoints, one for each style of frames. One per node. */
public final class RawFormats {
  private final WireFormat plain;
  private final WireFormat json;

  /** Registers the formats with the node's. */
  public RawFormats(WireFormats formats) {
    this.plain = new RawFormat(formats.register(), RawFormats::bare);
    this.json = new RawFormat(formats.register(), OutgoingJson::data);
  }

  WireFormat of(FrameStyle style) {
    return style == FrameStyle.JSON ? json : plain;
  }

  /** Exactly the data: text and JSON as text, binary as binary. */
  static WireMessage bare(Payload payload) {
    return switch (payload.kind()) {
      case TEXT -> WireMessage.text(payload.bytes());
      case JSON -> WireMessage.json(payload.bytes());
      case BINARY -> WireMessage.binary(payload.bytes());
    };
  }
}
