package io.wsgateway.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks and copies message bodies. */
final class Bodies {
  /** About what an object on the heap takes beside its content. */
  private static final int OBJECT_BYTES = 48;

  private Bodies() {}

  /** About how many bytes of the heap a body takes. */
  static long bytes(@Nullable Object body) {
    if (body instanceof String text) {
      return OBJECT_BYTES + 2L * text.length();
    }
    if (body instanceof Buffer bytes) {
      return OBJECT_BYTES + (long) bytes.length();
    }
    if (body instanceof JsonObject json) {
      return bytes(json.getMap());
    }
    if (body instanceof JsonArray array) {
      return bytes(array.getList());
    }
    if (body instanceof Map<?, ?> map) {
      return OBJECT_BYTES
          + map.entrySet().stream().mapToLong(e -> bytes(e.getKey()) + bytes(e.getValue())).sum();
    }
    if (body instanceof List<?> list) {
      return OBJECT_BYTES + list.stream().mapToLong(Bodies::bytes).sum();
    }
    return OBJECT_BYTES;
  }

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
