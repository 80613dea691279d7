package io.wsgateway.client;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * The result of a publication that the gateways accepted.
 *
 * @param epoch the epoch of its position; empty in a channel without history
 * @param offset its offset in the epoch; 0 in a channel without history
 * @param unconfirmed how many gateway nodes have not confirmed in time that they have it. Do not
 *     publish again because of it: the clients of all other nodes would receive it twice
 */
public record Published(String epoch, long offset, int unconfirmed) {
  static Published of(Message<Object> reply) {
    JsonObject body = reply.body() instanceof JsonObject json ? json : new JsonObject();
    String unconfirmed = reply.headers().get("unconfirmed");
    return new Published(
        body.getString("epoch", ""),
        body.getLong("offset", 0L),
        unconfirmed == null ? 0 : Integer.parseInt(unconfirmed));
  }
}
