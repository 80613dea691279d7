package io.wsgateway.toy;

import io.vertx.core.json.JsonObject;
import io.wsgateway.channel.Publication;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.fanout.WireFormat;

/** A publication is {@code {"channel":…,"data":…}}. */
enum ToyFormat implements WireFormat {
  PUSH;

  @Override
  public int slot() {
    return 1;
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
