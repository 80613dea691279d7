package io.wsgateway.config.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Derives the names of environment variables from the names of the keys. */
public final class VariableNames {
  public static final String PREFIX = "WSGATEWAY_";

  private static final Map<String, String> KEYS = keys();

  private VariableNames() {}

  /** Returns the variable of a key; empty for groups and for keys inside lists and maps. */
  public static Optional<String> of(String path, Entry entry) {
    boolean inside = path.contains("[]") || path.contains("*");
    return inside || entry.shape() instanceof Shape.Group
        ? Optional.empty()
        : Optional.of(of(path));
  }

  /** Returns the name of the variable for the name of a key. */
  public static String of(String path) {
    String words = path.replace('.', '_').replaceAll("([a-z0-9])([A-Z])", "$1_$2");
    return PREFIX + words.toUpperCase(Locale.ROOT);
  }

  /** Returns all keys that have a variable, by the name of the variable. */
  public static Map<String, String> keysByName() {
    return KEYS;
  }

  private static Map<String, String> keys() {
    Map<String, String> keys = new LinkedHashMap<>();
    KnownKeys.forEach(
        (path, entry) -> of(path, entry).ifPresent(name -> keys.putIfAbsent(name, path)));
    return Collections.unmodifiableMap(keys);
  }
}
