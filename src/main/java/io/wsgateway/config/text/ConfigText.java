package io.wsgateway.config.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the content of a configuration text. A text that begins with a brace or bracket is read as
 * JSON, because tools write JSON in ways that YAML does not allow (tabs, {@code "\/"}), and as YAML
 * if it is not JSON. Every scalar is read as text in both; the declared type of the key decides
 * what it means.
 *
 * @param value a {@link JsonObject}, a {@link JsonArray}, a text, or null if the text is empty
 * @param lines the line of each key and element, by full name; from 1
 */
public record ConfigText(@Nullable Object value, Map<String, Integer> lines) {
  /** The largest file, in bytes. */
  public static final int MAX_BYTES = 3 * 1024 * 1024;

  /**
   * Reads a text.
   *
   * @throws YamlProblem if it is neither JSON nor YAML
   */
  public static ConfigText read(String text) {
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    String start = plain.stripLeading();
    return start.startsWith("{") || start.startsWith("[")
        ? jsonOrYaml(plain)
        : StrictYaml.read(plain);
  }

  private static ConfigText jsonOrYaml(String text) {
    try {
      return JsonReader.read(text);
    } catch (SyntaxProblem json) {
      try {
        return StrictYaml.read(text);
      } catch (SyntaxProblem yaml) {
        // The format whose reader got further is probably the intended one.
        throw json.isAfter(yaml) ? json : yaml;
      }
    }
  }

  /** Returns the map of a whole file; empty for a file without content. */
  public static JsonObject document(String text) {
    ConfigText read = read(text);
    if (read.value == null) {
      return new JsonObject();
    }
    if (read.value instanceof JsonObject map) {
      return FullKeys.inGroups(map, read.lines);
    }
    throw new YamlProblem("must be a map of keys, such as \"http: { port: 8080 }\"");
  }

  /**
   * Decodes the text of a file.
   *
   * @throws YamlProblem if it is too long or not UTF-8
   */
  public static String decode(byte[] file) {
    if (file.length > MAX_BYTES) {
      throw new YamlProblem(tooLarge());
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
    } catch (CharacterCodingException e) {
      boolean wide = file.length > 1 && (file[0] & 0xff) + (file[1] & 0xff) == 0xff + 0xfe;
      throw new YamlProblem("is not UTF-8 text" + (wide ? " but UTF-16: save it as UTF-8" : ""));
    }
  }

  public static String tooLarge() {
    return "is larger than " + MAX_BYTES + " bytes, which is the limit";
  }
}
