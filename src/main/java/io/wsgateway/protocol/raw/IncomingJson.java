package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.wsgateway.channel.StrictJson;
import io.wsgateway.config.EndpointConfig.DataKind;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads what clients of an endpoint with {@code frames: json} send. An object with exactly the key
 * {@code token}, or exactly {@code id} and {@code data}, is for the gateway; everything else is the
 * message itself, whether it is JSON or not.
 */
final class IncomingJson {
  /** The longest id that is echoed, in characters of JSON text. */
  static final int MAX_ID = 64;

  private static final Set<String> OURS = Set.of("token", "id", "data");

  private IncomingJson() {}

  /** A value inside the object: its type and its exact text. */
  private record Value(JsonToken type, String json, String text) {}

  /** Reads a text message; the bytes are valid UTF-8. */
  static Incoming read(byte[] bytes, DataKind data) {
    Incoming.Message itself = new Incoming.Message(null, true, bytes);
    if (!beginsObject(bytes)) {
      return itself;
    }
    Map<String, Value> fields;
    try {
      fields = fields(new String(bytes, UTF_8));
    } catch (IOException e) {
      return itself; // not JSON: only an endpoint with data: json minds
    }
    Value token = fields.get("token");
    Value id = fields.get("id");
    Value message = fields.get("data");
    if (token != null && fields.size() == 1) {
      return renewal(token);
    }
    return id != null && message != null && fields.size() == 2
        ? numbered(id, message, data)
        : itself;
  }

  private static boolean beginsObject(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        return b == '{';
      }
    }
    return false;
  }

  /** The fields of the object; none if there is one that is not for the gateway. */
  private static Map<String, Value> fields(String text) throws IOException {
    Map<String, Value> fields = new HashMap<>(4);
    try (JsonParser parser = StrictJson.ofFields(text)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (!OURS.contains(name)) {
          return Map.of();
        }
        JsonToken type = parser.nextToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        String string = type == JsonToken.VALUE_STRING ? parser.getText() : "";
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getCharOffset();
        fields.put(name, new Value(type, text.substring(start, end).strip(), string));
      }
      return parser.nextToken() == null ? fields : Map.of();
    }
  }

  private static Incoming renewal(Value token) {
    return token.type() == JsonToken.VALUE_STRING
        ? new Incoming.Renewal(token.text())
        : new Incoming.Malformed("/token", "token must be a string");
  }

  private static Incoming numbered(Value id, Value data, DataKind kind) {
    boolean number = id.type() == JsonToken.VALUE_NUMBER_INT;
    if ((!number && id.type() != JsonToken.VALUE_STRING) || id.json().length() > MAX_ID) {
      return new Incoming.Malformed(
          "/id", "id must be a whole number or a string, of at most " + MAX_ID + " characters");
    }
    String message =
        kind == DataKind.TEXT && data.type() == JsonToken.VALUE_STRING ? data.text() : data.json();
    return new Incoming.Message(id.json(), true, message.getBytes(UTF_8));
  }
}
