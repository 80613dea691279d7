package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.wsgateway.channel.Payload;
import io.wsgateway.connection.WireMessage;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Makes the objects that clients of an endpoint with {@code frames: json} receive. */
final class OutgoingJson {
  /** The position of a channel without history, which is always the first message. */
  static final WireMessage NO_POSITION =
      WireMessage.json("{\"epoch\":\"\",\"offset\":0,\"recovered\":false}");

  /** Sent from time to time: a page cannot see pings. */
  static final WireMessage HEARTBEAT = WireMessage.json("{}");

  private static final byte[] DATA = "{\"data\":".getBytes(UTF_8);

  private OutgoingJson() {}

  /**
   * {@code {"data":…}}: a publication of a channel without history, or a message for one client.
   */
  static WireMessage data(Payload payload) {
    byte[] json = json(payload);
    byte[] bytes = new byte[DATA.length + json.length + 1];
    System.arraycopy(DATA, 0, bytes, 0, DATA.length);
    System.arraycopy(json, 0, bytes, DATA.length, json.length);
    bytes[bytes.length - 1] = '}';
    return WireMessage.json(bytes);
  }

  /** {@code {"text":…}}: a welcome or a configured reply. */
  static WireMessage text(String text) {
    return WireMessage.json("{\"text\":" + Json.encode(text) + "}");
  }

  /** {@code {"expires":30}}: the client's token expires in so many seconds. */
  static WireMessage expires(long seconds) {
    return WireMessage.json("{\"expires\":" + seconds + "}");
  }

  /** {@code {"id":…}}: the message with this id has been accepted. */
  static WireMessage taken(String id) {
    return WireMessage.json("{\"id\":" + id + "}");
  }

  /** {@code {"id":…,"data":…}}: a backend's reply to the message with this id. */
  static WireMessage replied(String id, Payload reply) {
    return WireMessage.json("{\"id\":" + id + ",\"data\":" + new String(json(reply), UTF_8) + "}");
  }

  /**
   * {@code {"id":…,"error":{"code":…,"message":…}}}.
   *
   * @param id null for a message without one
   * @param code a string for the gateway's errors, a number for a backend's
   * @param at a JSON Pointer to what is wrong; null if that does not apply
   */
  static WireMessage error(@Nullable String id, Object code, @Nullable String at, String message) {
    JsonObject error = new JsonObject().put("code", code);
    if (at != null) {
      error.put("at", at);
    }
    error.put("message", message);
    return WireMessage.json(
        "{" + (id == null ? "" : "\"id\":" + id + ",") + "\"error\":" + error.encode() + "}");
  }

  /** A payload as one JSON value: JSON as it is, text as a string, bytes in base64. */
  private static byte[] json(Payload payload) {
    return switch (payload.kind()) {
      case JSON -> payload.bytes();
      case TEXT -> Json.encode(payload.asText()).getBytes(UTF_8);
      case BINARY ->
          ("{\"base64\":\"" + Base64.getEncoder().encodeToString(payload.bytes()) + "\"}")
              .getBytes(UTF_8);
    };
  }
}
