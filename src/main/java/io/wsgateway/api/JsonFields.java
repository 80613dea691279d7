package io.wsgateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.wsgateway.channel.JsonProblem;
import io.wsgateway.channel.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request body, each as the exact JSON text that was sent: data that is only passed
 * on must not lose its number format or order of keys.
 *
 * <p>The body must be one JSON object in UTF-8, as {@link StrictJson} reads it.
 */
final class JsonFields {
  private static final Set<String> EMPTY = Set.of("null", "0", "\"\"", "false");

  private final Map<String, String> fields;

  private JsonFields(Map<String, String> fields) {
    this.fields = fields;
  }

  /** Reads a body. */
  static JsonFields parse(byte[] body) {
    try {
      return new JsonFields(split(BodyText.of(body)));
    } catch (IOException e) {
      throw new BadBodyException("the body " + e.getMessage());
    }
  }

  private static Map<String, String> split(String body) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser parser = StrictJson.ofFields(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new BadBodyException("the body is JSON, but not an object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getCharOffset();
        fields.put(name, body.substring(start, end).strip());
      }
      end(parser);
    }
    return fields;
  }

  private static void end(JsonParser parser) throws IOException {
    JsonLocation end = parser.currentLocation();
    try {
      if (parser.nextToken() == null) {
        return;
      }
    } catch (JsonProblem e) {
      // Invalid JSON does not belong there either.
    }
    throw new BadBodyException(
        "the body continues after its object, which ends at line "
            + end.getLineNr()
            + ", column "
            + end.getColumnNr()
            + ": a call takes one object");
  }

  /** The names of all fields. */
  Set<String> names() {
    return Set.copyOf(fields.keySet());
  }

  /** The exact JSON text of a field, {@code null} included; null when absent. */
  @Nullable String json(String name) {
    return fields.get(name);
  }

  /** Whether a field is absent or null. */
  boolean isNull(String name) {
    return fields.getOrDefault(name, "null").equals("null");
  }

  /** Whether a field has a value other than null, zero, empty and false. */
  boolean says(String name) {
    return !EMPTY.contains(fields.getOrDefault(name, "null"));
  }

  /** A string; empty when absent or null. */
  String text(String name) {
    return read(name, "", "a string", JsonFields::string);
  }

  /** A boolean; false when absent or null. */
  boolean flag(String name) {
    return read(
        name,
        false,
        "true or false",
        parser -> {
          expect(parser.currentToken().isBoolean());
          return parser.getBooleanValue();
        });
  }

  /** A whole number; 0 when absent or null. */
  int number(String name) {
    return read(
        name,
        0,
        "a whole number",
        parser -> {
          expect(parser.currentToken() == JsonToken.VALUE_NUMBER_INT);
          return parser.getIntValue();
        });
  }

  /** The fields of an object; none when absent or null. */
  JsonFields object(String name) {
    return read(
        name,
        new JsonFields(Map.of()),
        "an object",
        parser -> {
          expect(parser.currentToken() == JsonToken.START_OBJECT);
          return new JsonFields(split(fields.getOrDefault(name, "")));
        });
  }

  /** A list of strings; empty when absent or null. */
  List<String> texts(String name) {
    return read(
        name,
        List.of(),
        "a list of strings",
        parser -> {
          expect(parser.currentToken() == JsonToken.START_ARRAY);
          List<String> texts = new ArrayList<>();
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            texts.add(string(parser));
          }
          return texts;
        });
  }

  /** An object whose values are strings; empty when absent or null. */
  Map<String, String> textMap(String name) {
    return read(
        name,
        Map.of(),
        "an object of strings",
        parser -> {
          expect(parser.currentToken() == JsonToken.START_OBJECT);
          Map<String, String> map = new LinkedHashMap<>();
          while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = whole(parser.currentName());
            parser.nextToken();
            map.put(key, string(parser));
          }
          return map;
        });
  }

  private interface Reader<T> {
    T read(JsonParser parser) throws IOException;
  }

  private <T> T read(String name, T absent, String type, Reader<T> reader) {
    String json = fields.get(name);
    if (json == null || json.equals("null")) {
      return absent;
    }
    try (JsonParser parser = StrictJson.parser(json)) {
      parser.nextToken();
      return reader.read(parser);
    } catch (IOException e) {
      throw new BadBodyException(name + " must be " + type);
    }
  }

  private static String string(JsonParser parser) throws IOException {
    expect(parser.currentToken() == JsonToken.VALUE_STRING);
    return whole(parser.getText());
  }

  /** Escapes can spell half of a surrogate pair, which has no UTF-8 form. */
  private static String whole(String text) throws IOException {
    expect(UTF_8.newEncoder().canEncode(text));
    return text;
  }

  private static void expect(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException();
    }
  }
}
