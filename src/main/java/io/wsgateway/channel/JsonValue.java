package io.wsgateway.channel;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value, read as {@link StrictJson} does: objects as maps, arrays as lists, whole numbers
 * as {@code Integer}, {@code Long} or {@code BigInteger}, other numbers as {@code Double}, which is
 * infinite when a number is out of its range.
 *
 * @param value what was read
 * @param depth the levels of objects and arrays
 */
public record JsonValue(@Nullable Object value, int depth) {
  /**
   * Reads bytes that must be exactly one JSON value in UTF-8. It accepts what {@link JsonText}
   * accepts.
   *
   * @throws JsonProblem with a predicate whose subject is the text
   */
  public static JsonValue read(byte[] utf8) throws JsonProblem {
    String text = StrictJson.text(utf8);
    if (text.startsWith("\uFEFF")) {
      throw new JsonProblem("begins with a byte order mark", null);
    }
    try (JsonParser parser = StrictJson.parser(text)) {
      Reader reader = new Reader(parser);
      if (parser.nextToken() == null) {
        throw new JsonProblem("has no value", null);
      }
      Object value = reader.value(0);
      if (parser.nextToken() != null) {
        throw new JsonProblem("continues after its value", parser.currentTokenLocation());
      }
      return new JsonValue(value, reader.deepest);
    } catch (JsonProblem e) {
      throw e;
    } catch (IOException e) {
      throw new JsonProblem("cannot be read", null);
    }
  }

  /** The parser limits the nesting, and with it the depth of the calls. */
  private static final class Reader {
    private final JsonParser parser;
    private int deepest;

    Reader(JsonParser parser) {
      this.parser = parser;
    }

    @Nullable Object value(int depth) throws IOException {
      deepest = Math.max(deepest, depth);
      JsonToken token = parser.currentToken();
      return switch (token) {
        case START_OBJECT -> object(depth + 1);
        case START_ARRAY -> array(depth + 1);
        case VALUE_STRING -> text();
        case VALUE_NUMBER_INT -> parser.getNumberValue();
        case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        case VALUE_NULL -> null;
        default -> throw new JsonProblem("has a syntax error", parser.currentTokenLocation());
      };
    }

    /** Only finishing the token reports a broken text in our words. */
    private String text() throws IOException {
      parser.finishToken();
      return parser.getText();
    }

    private Map<String, @Nullable Object> object(int depth) throws IOException {
      deepest = Math.max(deepest, depth);
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        object.put(name, value(depth));
      }
      return object;
    }

    private List<@Nullable Object> array(int depth) throws IOException {
      deepest = Math.max(deepest, depth);
      List<@Nullable Object> array = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        array.add(value(depth));
      }
      return array;
    }
  }
}
