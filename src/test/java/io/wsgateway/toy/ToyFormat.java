package io.wsgateway.toy;

import io.vertx.core.json.JsonObject;
import io.wsgateway.channel.Publication;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.fanout.WireFormat;
import io.wsgateway.fanout.WireFormats;

/** A publication is {@code {"channel":…,"data":…}}. */
final class ToyFormat implements WireFormat {
  private final int slot;

  ToyFormat(WireFormats formats) {
    this.slot = formats.register();
  }

  @Override
  public int slot() {
    return slot;
  }

  @Override
  public WireMessage encode(Publication publication) {
    return WireMessage.text(
        new JsonObject()
            .put("channel", publication.channel())
            .put("data", publication.payload().asText())
            .encode());
  }
}
