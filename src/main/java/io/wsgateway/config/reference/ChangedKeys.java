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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists the keys whose values differ between two configurations: full names, sorted.
 *
 * @param live those that a running node applies
 * @param others those that need a restart
 */
record ChangedKeys(List<String> live, List<String> others) {
  /**
   * Compares two configurations. A list whose length changed, or a map whose names changed, is
   * listed instead of the keys inside it. Secrets are compared, and not shown.
   */
  static ChangedKeys between(GatewayConfig before, GatewayConfig after) {
    Set<String> live = new HashSet<>();
    Map<String, Object> old = values(before, live);
    Map<String, Object> now = values(after, live);
    Set<String> paths = new HashSet<>(old.keySet());
    paths.addAll(now.keySet());
    Set<String> changed = new TreeSet<>();
    paths.stream()
        .filter(path -> !Objects.equals(old.get(path), now.get(path)))
        .forEach(changed::add);
    Map<Boolean, List<String>> outermost =
        changed.stream()
            .filter(path -> !isInside(path, changed))
            .collect(Collectors.partitioningBy(live::contains));
    return new ChangedKeys(
        outermost.getOrDefault(true, List.of()), outermost.getOrDefault(false, List.of()));
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

  /** Returns the values by full name; adds the names of those that a running node applies. */
  private static Map<String, Object> values(GatewayConfig config, Set<String> live) {
    Map<String, Object> values = new HashMap<>();
    ConfigValues.forEach(
        config,
        (path, declared, entry, value) -> {
          values.put(path, comparable(entry, value));
          if (entry.key().live() || isInside(path, live)) {
            live.add(path);
          }
        });
    return values;
  }

  /** Returns the value that is compared for a key; keys inside it are compared separately. */
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
