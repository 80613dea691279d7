package io.wsgateway.backend;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.channel.Payload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of the contract: {@code String} is text, {@code JsonObject} and {@code JsonArray} are
 * JSON, {@code Buffer} is binary. No codec is asked of a backend.
 */
final class BusBodies {
  private BusBodies() {}

  /** The payload of a body; empty when it is of no such type. */
  static Optional<Payload> payload(@Nullable Object body) {
    if (body instanceof String text) {
      return Optional.of(Payload.text(text));
    }
    if (body instanceof Buffer bytes) {
      return Optional.of(Payload.binary(bytes.getBytes()));
    }
    try {
      if (body instanceof JsonObject object) {
        return Optional.of(Payload.of(Payload.Kind.JSON, object.toBuffer().getBytes()));
      }
      if (body instanceof JsonArray array) {
        return Optional.of(Payload.of(Payload.Kind.JSON, array.toBuffer().getBytes()));
      }
    } catch (EncodeException e) {
      // On the local bus an object may hold what JSON cannot say.
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** The body of a payload. JSON that is neither object nor array goes as its text. */
  static Object body(Payload payload) {
    if (payload.kind() == Payload.Kind.BINARY) {
      return Buffer.buffer(payload.bytes());
    }
    return payload.kind() == Payload.Kind.JSON ? json(payload) : payload.asText();
  }

  private static Object json(Payload payload) {
    try {
      Object value = Buffer.buffer(payload.bytes()).toJson();
      return value instanceof JsonObject || value instanceof JsonArray ? value : payload.asText();
    } catch (DecodeException e) {
      return payload.asText();
    }
  }
}
