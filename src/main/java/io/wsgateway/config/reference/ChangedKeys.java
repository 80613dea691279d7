package io.wsgateway.config.reference;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.Secret;
import io.wsgateway.config.schema.ConfigValues;
import io.wsgateway.config.schema.Entry;
import io.wsgateway.config.schema.Shape;
import io.wsgateway.config.text.KeyPaths;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells two configurations apart, by the names of the keys whose values differ. */
public final class ChangedKeys {
  private ChangedKeys() {}

  /**
   * The full names, sorted. A list that has become longer or shorter, or a map that has other names
   * in it, stands for what is inside. Secrets count, and are not shown.
   */
  public static List<String> between(GatewayConfig before, GatewayConfig after) {
    Map<String, Object> old = values(before);
    Map<String, Object> now = values(after);
    Set<String> paths = new HashSet<>(old.keySet());
    paths.addAll(now.keySet());
    Set<String> changed = new TreeSet<>();
    paths.stream()
        .filter(path -> !Objects.equals(old.get(path), now.get(path)))
        .forEach(changed::add);
    return changed.stream().filter(path -> !isInside(path, changed)).toList();
  }

  private static boolean isInside(String path, Set<String> changed) {
    for (int end = KeyPaths.parentEnd(path, path.length()); end > 0; ) {
      if (changed.contains(path.substring(0, end))) {
        return true;
      }
      end = KeyPaths.parentEnd(path, end);
    }
    return false;
  }

  private static Map<String, Object> values(GatewayConfig config) {
    Map<String, Object> values = new HashMap<>();
    ConfigValues.forEach(
        config, (path, declared, entry, value) -> values.put(path, comparable(entry, value)));
    return values;
  }

  /** What says whether a key has changed, beside the keys inside it, which say so themselves. */
  private static Object comparable(Entry entry, @Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof List<?> elements) {
      boolean groups =
          entry.shape() instanceof Shape.ListOf list && list.element() instanceof Shape.Group;
      return groups ? elements.size() : elements.stream().map(ChangedKeys::plain).toList();
    }
    if (value instanceof Map<?, ?> named) {
      return named.keySet();
    }
    return entry.shape() instanceof Shape.Scalar ? plain(value) : Shape.Group.class;
  }

  private static Object plain(Object value) {
    return value instanceof Secret secret ? secret.reveal() : value;
  }
}
