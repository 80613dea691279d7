package io.wsgateway.backend;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.channel.JsonText;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.StrictJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Converts the message bodies of the contract: {@code String} is text, {@code JsonObject} and
 * {@code JsonArray} are JSON, {@code Buffer} is binary. Backends need no codec of their own.
 */
final class BusBodies {
  private static final String TYPES =
      "the body must be a String, a Buffer, or a JsonObject or JsonArray of what JSON can hold";
  private static final String LIMITS =
      "at most %d levels, names of %d characters and numbers of %d"
          .formatted(StrictJson.MAX_DEPTH, StrictJson.MAX_NAME, StrictJson.MAX_NUMBER);

  private BusBodies() {}

  /** The payload of a body; empty when it is of another type. */
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
      // On the local bus an object may hold values that JSON cannot express.
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** The payload of a message; JSON has the same limits wherever it comes from. */
  static Payload taken(Message<Object> message) throws RefusedBody {
    Object body;
    try {
      // A body from another member is decoded here.
      body = message.body();
    } catch (DecodeException e) {
      throw new RefusedBody("the body is JSON that Vert.x cannot read: " + LIMITS);
    }
    Payload payload = payload(body).orElseThrow(() -> new RefusedBody(TYPES));
    if (payload.kind() == Payload.Kind.JSON) {
      Optional<String> problem = JsonText.problem(payload.bytes());
      if (problem.isPresent()) {
        throw new RefusedBody("the body is not accepted: " + problem.get());
      }
    }
    return payload;
  }

  /** Reports a body that is not accepted; the message says why. */
  static final class RefusedBody extends Exception {
    private static final long serialVersionUID = 1;

    private RefusedBody(String sentence) {
      super(sentence, null, false, false);
    }
  }

  /** The body for a payload. JSON that is neither an object nor an array is sent as its text. */
  static Object body(Payload payload) {
    if (payload.kind() == Payload.Kind.BINARY) {
      return Buffer.buffer(payload.bytes());
    }
    return payload.kind() == Payload.Kind.JSON ? json(payload) : payload.asText();
  }

  private static Object json(Payload payload) {
    try {
      Object value = Buffer.buffer(payload.bytes()).toJsonValue();
      return value instanceof JsonObject || value instanceof JsonArray ? value : payload.asText();
    } catch (DecodeException e) {
      return payload.asText();
    }
  }
}
