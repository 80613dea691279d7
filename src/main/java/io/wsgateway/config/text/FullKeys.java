package io.wsgateway.config.text;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * Full names at the top of a file, such as {@code origins.allow: ["https://app.example"]}: the log
 * ends refusals with such lines, and they can be pasted as they are.
 */
final class FullKeys {
  /** No key has more; a longer one stays as it is, and unknown. */
  private static final int MOST_NAMES = 8;

  private FullKeys() {}

  /** The document with every value in its group. */
  static JsonObject inGroups(JsonObject document, Map<String, Integer> lines) {
    JsonObject values = new JsonObject();
    document.stream()
        .filter(entry -> !isFull(entry.getKey()))
        .forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    document.stream()
        .filter(entry -> isFull(entry.getKey()))
        .forEach(
            entry -> {
              if (!put(values, entry.getKey(), entry.getValue())) {
                throw twice(entry.getKey(), lines.getOrDefault(entry.getKey(), 0));
              }
            });
    return values;
  }

  private static boolean isFull(String key) {
    List<String> names = KeyPaths.names(key);
    return names.size() > 1
        && names.size() <= MOST_NAMES
        && names.stream().noneMatch(String::isEmpty);
  }

  /** False when it is there already. */
  private static boolean put(JsonObject values, String key, Object value) {
    List<String> names = KeyPaths.names(key);
    JsonObject group = values;
    for (String name : names.subList(0, names.size() - 1)) {
      if (group.getValue(name) == null) {
        group.put(name, new JsonObject());
      }
      if (!(group.getValue(name) instanceof JsonObject next)) {
        return false;
      }
      group = next;
    }
    String last = names.get(names.size() - 1);
    if (group.containsKey(last)) {
      return false;
    }
    group.put(last, value);
    return true;
  }

  private static YamlProblem twice(String key, int line) {
    return new YamlProblem(
        "gives "
            + Printable.quoted(key)
            + " twice, in its group and in full (line "
            + line
            + "): leave one of them");
  }
}
