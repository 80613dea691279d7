package io.wsgateway.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads values from a variable or from the command line, where everything is one text. */
final class OverrideText {
  private OverrideText() {}

  /**
   * The value of a text: itself for a single value, parts between commas for a list of those, and
   * YAML such as {@code [{path: /ws, channel: chat}]} for everything else.
   *
   * @throws YamlProblem if it is not YAML where it should be
   */
  static @Nullable Object value(@Nullable Shape shape, String text) {
    if (shape == null || shape instanceof Shape.Scalar) {
      return text;
    }
    boolean single = shape instanceof Shape.ListOf list && list.element() instanceof Shape.Scalar;
    if (single && !text.stripLeading().startsWith("[")) {
      return new JsonArray(
          List.of(text.split(",", -1)).stream()
              .map(String::strip)
              .filter(part -> !part.isEmpty())
              .toList());
    }
    return StrictYaml.value(text);
  }

  /** The shape that a key outside lists takes; null when there is no such key. */
  static @Nullable Shape shape(List<String> names) {
    Shape shape = Shapes.ROOT;
    for (String name : names) {
      if (shape instanceof Shape.MapOf map) {
        shape = map.value();
      } else {
        Entry entry = shape instanceof Shape.Group group ? group.entry(name).orElse(null) : null;
        if (entry == null) {
          return null;
        }
        shape = entry.shape();
      }
    }
    return shape;
  }

  /** Puts a value into the tree, making the groups on the way. */
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
