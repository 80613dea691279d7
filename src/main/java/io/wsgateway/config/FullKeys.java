package io.wsgateway.config;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Full names at the top of a file, such as {@code origins.allow: ["https://app.example"]}: the log
 * ends refusals with such lines, and they can be pasted as they are.
 */
final class FullKeys {
  /** No key has more; a longer one stays as it is, and unknown. */
  private static final int MOST_NAMES = 8;

  private FullKeys() {}

  /** The document with every value in its group. */
  static JsonObject inGroups(JsonObject document) {
    JsonObject values = new JsonObject();
    document.stream()
        .filter(entry -> !isFull(entry.getKey()))
        .forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    document.stream()
        .filter(entry -> isFull(entry.getKey()))
        .forEach(entry -> put(values, entry.getKey(), entry.getValue()));
    return values;
  }

  private static boolean isFull(String key) {
    List<String> names = Paths.names(key);
    return names.size() > 1
        && names.size() <= MOST_NAMES
        && names.stream().noneMatch(String::isEmpty);
  }

  private static void put(JsonObject values, String key, Object value) {
    List<String> names = Paths.names(key);
    JsonObject group = values;
    for (String name : names.subList(0, names.size() - 1)) {
      if (group.getValue(name) == null) {
        group.put(name, new JsonObject());
      }
      if (!(group.getValue(name) instanceof JsonObject next)) {
        throw twice(key);
      }
      group = next;
    }
    String last = names.get(names.size() - 1);
    if (group.containsKey(last)) {
      throw twice(key);
    }
    group.put(last, value);
  }

  private static YamlProblem twice(String key) {
    return new YamlProblem("gives " + Given.quote(key) + " twice, in its group and in full");
  }
}
