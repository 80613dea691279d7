package io.wsgateway.config.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.config.schema.Shape;
import io.wsgateway.config.schema.Shapes;
import io.wsgateway.config.text.ConfigText;
import io.wsgateway.config.text.YamlProblem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads values from a variable or the command line, where every value is one text. */
final class OverrideText {
  private OverrideText() {}

  /**
   * Whether a text gives no value, which counts as not set: it is empty, blank, {@code null}, or a
   * comment or empty quotes only. A script that passes an unset variable on does not mean to set
   * the key.
   */
  static boolean isNone(@Nullable Shape shape, String text) {
    if (isBlank(text) || (isCommaList(shape, text) && parts(text).isEmpty())) {
      return true;
    }
    try {
      Object value = ConfigText.read(text.strip()).value();
      return value == null || value.equals("");
    } catch (YamlProblem e) {
      return false;
    }
  }

  /** Whether a text consists of white space only, Unicode spaces included. */
  static boolean isBlank(String text) {
    return text.codePoints()
        .allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0xFEFF);
  }

  /** Describes a text without a value, to follow the name of its source in a message. */
  static String none(@Nullable Shape shape, String text) {
    String ignored = " has no value, which counts as not set";
    if (shape instanceof Shape.MapOf) {
      return ignored + "; {} clears the map";
    }
    if (!(shape instanceof Shape.ListOf list)) {
      return ignored;
    }
    boolean word = list.element() instanceof Shape.Scalar && text.strip().equals("null");
    return ignored + (word ? "; for the text null write [\"null\"]" : "; [] clears the list");
  }

  /**
   * Reads the value of a text: a single value as it is, a list of single values separated by
   * commas, and YAML such as {@code [{path: /ws, channel: chat}]} for everything else.
   *
   * @throws YamlProblem if the key needs YAML and the text is none
   */
  static @Nullable Object value(@Nullable Shape shape, String text) {
    if (shape == null || shape instanceof Shape.Scalar) {
      return text;
    }
    return isCommaList(shape, text) ? new JsonArray(parts(text)) : ConfigText.read(text).value();
  }

  private static boolean isCommaList(@Nullable Shape shape, String text) {
    return shape instanceof Shape.ListOf list
        && list.element() instanceof Shape.Scalar
        && !text.stripLeading().startsWith("[")
        && !text.stripLeading().startsWith("- ");
  }

  private static List<String> parts(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /** Returns the shape of a key outside lists; null if there is no such key. */
  static @Nullable Shape shape(List<String> names) {
    Optional<Shape> shape = Optional.of(Shapes.ROOT);
    for (String name : names) {
      shape = shape.flatMap(group -> Shapes.inside(group, name));
    }
    return shape.orElse(null);
  }

  /** Puts a value into the tree, and creates missing groups. */
  static void put(JsonObject tree, List<String> names, @Nullable Object value) {
    JsonObject group = tree;
    for (String name : names.subList(0, names.size() - 1)) {
      if (!(group.getValue(name) instanceof JsonObject)) {
        group.put(name, new JsonObject());
      }
      group = group.getJsonObject(name);
    }
    group.put(names.get(names.size() - 1), value);
  }
}
