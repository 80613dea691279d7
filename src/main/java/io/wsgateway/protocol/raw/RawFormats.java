package io.wsgateway.protocol.raw;

import io.wsgateway.config.EndpointConfig.FrameStyle;
import io.wsgateway.fanout.WireFormat;
import io.wsgateway.fanout.WireFormats;

/** The formats of raw endpoints, one for each style of frames. One per node. */
public final class RawFormats {
  private final WireFormat plain;
  private final WireFormat json;

  /** Registers the formats with the node's. */
  public RawFormats(WireFormats formats) {
    this.plain = new RawFormat(formats);
    this.json = new JsonFormat(formats);
  }

  WireFormat of(FrameStyle style) {
    return style == FrameStyle.JSON ? json : plain;
  }
}
