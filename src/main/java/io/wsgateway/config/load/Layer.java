package io.wsgateway.config.load;

import io.vertx.core.json.JsonObject;
import io.wsgateway.config.schema.Shape;
import io.wsgateway.config.schema.Shapes;
import io.wsgateway.config.text.KeyPaths;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds the values of one source.
 *
 * @param values the tree of values
 * @param labels the name of the source in messages, for single keys: the name of a variable
 * @param label the name of the source in messages, for all other keys
 * @param lines the lines of its keys, if the source is a text
 * @param unset the keys that it names without a value, which count as not set; each with the name
 *     of the source
 */
record Layer(
    JsonObject values,
    Map<String, String> labels,
    String label,
    Map<String, Integer> lines,
    Map<String, String> unset) {

  static Layer of(JsonObject values, String label) {
    return new Layer(values, Map.of(), label, Map.of(), Map.of());
  }

  /**
   * Merges these values into those of lower layers, which it changes: groups and maps key by key,
   * everything else as a whole. An empty map clears the map below; a key without a value changes
   * nothing.
   */
  void over(JsonObject below) {
    merge(Shapes.ROOT, below, values);
  }

  private static void merge(@Nullable Shape shape, JsonObject below, JsonObject above) {
    for (String name : above.fieldNames()) {
      Object value = above.getValue(name);
      Optional<Shape> inner = Shapes.inside(shape, name);
      if (value == null) {
        below.getMap().putIfAbsent(name, null);
      } else if (value instanceof JsonObject group
          && below.getValue(name) instanceof JsonObject lower
          && !clears(inner, group)) {
        merge(inner.orElse(null), lower, group);
      } else {
        below.put(name, value instanceof JsonObject group ? group.copy() : value);
      }
    }
  }

  private static boolean clears(Optional<Shape> shape, JsonObject value) {
    return value.isEmpty() && shape.filter(Shape.MapOf.class::isInstance).isPresent();
  }

  /** Returns the name of the source of a key. */
  String label(String path) {
    for (int end = path.length(); end > 0; end = KeyPaths.parentEnd(path, end)) {
      String name = labels.get(path.substring(0, end));
      if (name != null) {
        return name;
      }
    }
    return label;
  }
}
