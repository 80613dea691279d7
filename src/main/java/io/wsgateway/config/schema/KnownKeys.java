package io.wsgateway.config.schema;

import io.wsgateway.config.text.KeyPaths;
import io.wsgateway.config.text.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Lists all keys by full name; {@code []} and {@code *} stand for any element and any name. */
public final class KnownKeys {
  private static final List<String> PATHS = paths();

  private KnownKeys() {}

  /** Calls the action for every key, for a group before its keys. */
  public static void forEach(BiConsumer<String, Entry> action) {
    walk("", Shapes.ROOT, action);
  }

  /** Describes a key that the group at a path does not have, for a message. */
  public static String unknown(String group, Shape.Group shape, String name) {
    List<String> siblings = shape.entries().stream().map(Entry::name).toList();
    Optional<String> nearest =
        NearestName.of(name, siblings)
            .map(sibling -> KeyPaths.child(group, sibling))
            .or(() -> other(name));
    return "unknown key; "
        + nearest
            .map(path -> "the nearest known one is " + path)
            .orElse("known keys here: " + String.join(", ", siblings));
  }

  /** Finds a key elsewhere in the tree that ends in the name. */
  private static Optional<String> other(String name) {
    return PATHS.stream().filter(path -> path.endsWith("." + name)).findFirst();
  }

  private static List<String> paths() {
    List<String> paths = new ArrayList<>();
    forEach((path, entry) -> paths.add(path));
    return List.copyOf(paths);
  }

  private static void walk(String path, Shape shape, BiConsumer<String, Entry> action) {
    if (shape instanceof Shape.Group group) {
      for (Entry entry : group.entries()) {
        String child = KeyPaths.child(path, entry.name());
        action.accept(child, entry);
        walk(child, entry.shape(), action);
      }
    } else if (shape instanceof Shape.ListOf list) {
      walk(path + "[]", list.element(), action);
    } else if (shape instanceof Shape.MapOf map) {
      walk(path + ".*", map.value(), action);
    }
  }
}
