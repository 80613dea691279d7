package io.wsgateway.config.reference;

import io.wsgateway.config.check.UnsupportedKeys;
import io.wsgateway.config.load.Layers;
import io.wsgateway.config.load.LoadedConfig;
import io.wsgateway.config.schema.ConfigValues;
import io.wsgateway.config.schema.Entry;
import io.wsgateway.config.schema.KnownKeys;
import io.wsgateway.config.schema.Shape;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The keys as the records declare them, for tests of other packages. */
public final class DeclaredKeys {
  private DeclaredKeys() {}

  /**
   * Every key that holds a value and may have another than its default; see {@link
   * UnsupportedKeys}.
   */
  public static Set<String> inUse() {
    Set<String> keys = new TreeSet<>();
    KnownKeys.forEach(
        (path, entry) -> {
          if (!(entry.shape() instanceof Shape.Group) && !isNotYet(path, entry)) {
            keys.add(path);
          }
        });
    // A list or map is given with the keys in its elements.
    keys.removeIf(key -> keys.stream().anyMatch(other -> isInside(other, key)));
    return keys;
  }

  /** The keys that a running node applies, each with those inside it. */
  public static Set<String> live() {
    Set<String> keys = new TreeSet<>();
    KnownKeys.forEach(
        (path, entry) -> {
          if (entry.key().live()) {
            keys.add(path);
          }
        });
    return keys;
  }

  private static boolean isInside(String key, String list) {
    return key.startsWith(list + "[]") || key.startsWith(list + ".*");
  }

  /** Whether the key, or the list that it is in, can only have its default. */
  private static boolean isNotYet(String path, Entry entry) {
    int element = path.indexOf("[]");
    if (element > 0 && UnsupportedKeys.find(path.substring(0, element)).isPresent()) {
      return true;
    }
    return UnsupportedKeys.isOnlyDefault(path, entry);
  }

  /** The keys that are given another value than the default. */
  public static Set<String> changed(LoadedConfig loaded) {
    Set<String> changed = new TreeSet<>();
    ConfigValues.forEach(
        loaded.config(),
        (path, declared, entry, value) -> {
          if (isChanged(loaded.layers().of(path), entry, value)) {
            changed.add(declared);
          }
        });
    return changed;
  }

  /** Where the default depends on the machine, it counts that a value is given. */
  private static boolean isChanged(String origin, Entry entry, @Nullable Object value) {
    if (!entry.key().derived().isEmpty()) {
      return !origin.equals(Layers.DEFAULT);
    }
    if (entry.shape() instanceof Shape.ListOf) {
      return !Objects.equals(value, List.of());
    }
    boolean hasInitial = entry.shape() instanceof Shape.Scalar && !entry.key().initial().isEmpty();
    Object initial = hasInitial ? ((Shape.Scalar) entry.shape()).initial() : null;
    return !Objects.equals(value, initial);
  }
}
