package io.wsgateway.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Checks and copies message bodies. */
final class Bodies {
  private Bodies() {}

  /**
   * Copies a body of a type that the gateways accept: the message may be queued while the caller
   * changes the original.
   */
  static Object copied(Object body) {
    if (body instanceof String) {
      return body;
    }
    if (body instanceof JsonObject json) {
      return json.copy();
    }
    if (body instanceof JsonArray array) {
      return array.copy();
    }
    if (body instanceof Buffer bytes) {
      return bytes.copy();
    }
    throw new IllegalArgumentException(
        "a body is a String, JsonObject, JsonArray or Buffer, not "
            + (body == null ? "null" : body.getClass().getName()));
  }
}
