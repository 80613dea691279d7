package io.wsgateway.channel;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds one JSON object, read strictly: as {@link StrictJson} does, and without halves of surrogate
 * pairs, which no UTF-8 can carry on. Immutable.
 */
public final class StrictObject {
  /** Values that are neither text, truth, whole number of 64 bits, object nor array. */
  public enum Other {
    /** {@code null}. */
    NULL,
    /** A number with a fraction or an exponent, or beyond 64 bits. */
    NUMBER
  }

  private final Map<String, Object> values;
  private final Map<String, String> texts;

  private StrictObject(Map<String, Object> values, Map<String, String> texts) {
    this.values = Collections.unmodifiableMap(values);
    this.texts = texts;
  }

  /**
   * Reads an object with nothing after it.
   *
   * @param utf8 the text; its length is the caller's to limit
   * @param maxDepth how deep objects and arrays may be nested, this one included
   * @throws JsonProblem with a predicate that repeats nothing of the text
   */
  public static StrictObject read(byte[] utf8, int maxDepth) throws JsonProblem {
    String text = StrictJson.text(utf8);
    if (text.startsWith("\uFEFF")) {
      throw new JsonProblem("begins with a byte order mark", null);
    }
    try (JsonParser parser = StrictJson.parser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonProblem("is not a JSON object", null);
      }
      StrictObject object = new Reader(parser, text, maxDepth).top();
      if (parser.nextToken() != null) {
        throw new JsonProblem("has something after the object", null);
      }
      return object;
    } catch (JsonProblem e) {
      throw e;
    } catch (IOException e) {
      throw new JsonProblem("has a syntax error", null);
    }
  }

  /**
   * Returns the values by name, in order: {@code String}, {@code Boolean}, {@code Long}, {@code
   * Map}, {@code List} or {@link Other}.
   */
  public Map<String, Object> values() {
    return values;
  }

  /** Returns a value as it was written; null if there is none. */
  public @Nullable String text(String name) {
    return texts.get(name);
  }

  /** Reads values; the depth bounds its recursion. */
  private record Reader(JsonParser parser, String text, int maxDepth) {
    StrictObject top() throws IOException {
      Map<String, Object> values = new LinkedHashMap<>();
      Map<String, String> texts = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = whole(parser.currentName());
        JsonToken token = parser.nextToken();
        int from = (int) parser.currentTokenLocation().getCharOffset();
        values.put(name, value(token, 2));
        int to = (int) parser.currentLocation().getCharOffset();
        texts.put(name, text.substring(from, to).strip());
      }
      return new StrictObject(values, texts);
    }

    private Object value(JsonToken token, int depth) throws IOException {
      return switch (token) {
        case START_OBJECT -> object(deeper(depth));
        case START_ARRAY -> array(deeper(depth));
        case VALUE_STRING -> whole(parser.getText());
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        case VALUE_NUMBER_INT -> number();
        case VALUE_NUMBER_FLOAT -> Other.NUMBER;
        case VALUE_NULL -> Other.NULL;
        default -> throw new JsonProblem("ends too early", null);
      };
    }

    private int deeper(int depth) throws JsonProblem {
      if (depth > maxDepth) {
        throw new JsonProblem("is nested deeper than " + maxDepth + " levels", null);
      }
      return depth + 1;
    }

    private Map<String, Object> object(int depth) throws IOException {
      Map<String, Object> values = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = whole(parser.currentName());
        values.put(name, value(parser.nextToken(), depth));
      }
      return Collections.unmodifiableMap(values);
    }

    private List<Object> array(int depth) throws IOException {
      List<Object> values = new ArrayList<>();
      for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
        values.add(value(t, depth));
      }
      return Collections.unmodifiableList(values);
    }

    private Object number() throws IOException {
      return switch (parser.getNumberType()) {
        case INT, LONG -> parser.getLongValue();
        default -> Other.NUMBER;
      };
    }

    private static String whole(String text) throws JsonProblem {
      for (int i = 0; i < text.length(); i++) {
        if (Character.isSurrogate(text.charAt(i))) {
          if (i + 1 == text.length()
              || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
            throw new JsonProblem("has half of a surrogate pair", null);
          }
          i++;
        }
      }
      return text;
    }
  }
}
