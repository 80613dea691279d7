package io.wsgateway.config.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names of environment variables, which are derived from those of the keys. */
public final class VariableNames {
  public static final String PREFIX = "WSGATEWAY_";

  private static final Map<String, String> KEYS = keys();

  private VariableNames() {}

  /** The variable of a key; empty for groups and for keys inside lists and maps. */
  public static Optional<String> of(String path, Entry entry) {
    boolean inside = path.contains("[]") || path.contains("*");
    return inside || entry.shape() instanceof Shape.Group
        ? Optional.empty()
        : Optional.of(of(path));
  }

  /** The name that belongs to a key's. */
  public static String of(String path) {
    String words = path.replace('.', '_').replaceAll("([a-z0-9])([A-Z])", "$1_$2");
    return PREFIX + words.toUpperCase(Locale.ROOT);
  }

  /** All keys that have a variable, by its name. */
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
