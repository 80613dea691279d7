package io.wsgateway.config.text;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * Moves values under full names at the top of a file, such as {@code origins.allow:
 * ["https://app.example"]}, into their groups. The log suggests such lines when it reports a
 * rejection, and users paste them as they are.
 */
final class FullKeys {
  /** The most parts that a key has; a longer name stays as it is, and is unknown. */
  private static final int MOST_NAMES = 8;

  private FullKeys() {}

  /** Returns the document with every value in its group. */
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

  /** Returns false if the group already has the key. */
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
        "sets "
            + Printable.quoted(key)
            + " twice, in its group and by its full name (line "
            + line
            + "): remove one of them");
  }
}
