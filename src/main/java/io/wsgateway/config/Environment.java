package io.wsgateway.config;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The layer of environment variables, whose names are derived from the keys'. */
final class Environment {
  static final String PREFIX = "WSGATEWAY_";

  private static final Map<String, String> KEYS = keys();

  private Environment() {}

  /** The variable of a key; empty for groups and for keys inside lists and maps. */
  static Optional<String> name(String path, Entry entry) {
    boolean inside = path.contains("[]") || path.contains("*");
    return inside || entry.shape() instanceof Shape.Group
        ? Optional.empty()
        : Optional.of(name(path));
  }

  /** All keys that have a variable, by its name. */
  static Map<String, String> keysByName() {
    return KEYS;
  }

  static Layer layer(
      Map<String, String> environment, List<String> problems, List<String> warnings) {
    JsonObject values = new JsonObject();
    Map<String, String> labels = new HashMap<>();
    Map<String, String> unset = new HashMap<>();
    new TreeMap<>(environment)
        .forEach(
            (name, text) -> {
              String path = KEYS.get(name);
              if (path == null) {
                if (name.startsWith(PREFIX)) {
                  warnings.add(unknown(name));
                }
              } else if (SystemText.problem(text).isPresent()) {
                problems.add(path + " (from " + name + "): " + SystemText.problem(text).get());
              } else if (OverrideText.isNone(shape(path), text)) {
                unset.put(path, name);
                // An empty one is how an unset variable is passed on; anything else was written.
                if (!OverrideText.isBlank(text)) {
                  warnings.add(name + OverrideText.none(shape(path), text));
                }
              } else {
                labels.put(path, name);
                put(values, path, name, text, problems);
              }
            });
    return new Layer(values, labels, "environment", Map.of(), unset);
  }

  private static @Nullable Shape shape(String path) {
    return OverrideText.shape(Paths.names(path));
  }

  private static void put(
      JsonObject values, String path, String name, String text, List<String> problems) {
    try {
      OverrideText.put(values, Paths.names(path), OverrideText.value(shape(path), text));
    } catch (YamlProblem e) {
      problems.add(path + " (from " + name + "): " + e.sentence());
    }
  }

  private static String unknown(String name) {
    return Given.bare(name)
        + " stands for no key and is ignored"
        + Nearest.of(name, KEYS.keySet()).map(known -> "; the nearest is " + known).orElse("");
  }

  /** The name that belongs to a key's. */
  static String name(String path) {
    String words = path.replace('.', '_').replaceAll("([a-z0-9])([A-Z])", "$1_$2");
    return PREFIX + words.toUpperCase(Locale.ROOT);
  }

  private static Map<String, String> keys() {
    Map<String, String> keys = new LinkedHashMap<>();
    KnownKeys.forEach(
        (path, entry) -> name(path, entry).ifPresent(name -> keys.putIfAbsent(name, path)));
    return keys;
  }
}
