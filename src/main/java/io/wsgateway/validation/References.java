package io.wsgateway.validation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of a schema that its {@code $ref} name, each with a simple name for the library, which
 * does not resolve every pointer that the specification allows.
 */
final class References {
  private final Object root;
  private final Map<String, String> anchors = new HashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();

  private References(Object root) {
    this.root = root;
  }

  static References of(Object root) throws SchemaProblem {
    References references = new References(root);
    references.anchors(root, "");
    references.collect(root, "");
    return references;
  }

  private void anchors(@Nullable Object value, String pointer) {
    if (value instanceof Map<?, ?> object) {
      if (object.get("$anchor") instanceof String anchor) {
        anchors.putIfAbsent(anchor, pointer);
      }
      object.forEach((name, inner) -> anchors(inner, Pointers.child(pointer, name)));
    } else if (value instanceof List<?> array) {
      for (int i = 0; i < array.size(); i++) {
        anchors(array.get(i), Pointers.child(pointer, i));
      }
    }
  }

  /** It may find more than the schema has, such as in an {@code enum}; that costs nothing. */
  private void collect(@Nullable Object value, String pointer) {
    if (value instanceof Map<?, ?> object) {
      if (object.get("$ref") instanceof String ref && ref.startsWith("#")) {
        String target = target(ref);
        Object found = Pointers.find(root, target);
        if (found instanceof Map || found instanceof Boolean) {
          names.computeIfAbsent(target, t -> "r" + names.size());
        }
      }
      object.forEach((name, inner) -> collect(inner, Pointers.child(pointer, name)));
    } else if (value instanceof List<?> array) {
      for (int i = 0; i < array.size(); i++) {
        collect(array.get(i), Pointers.child(pointer, i));
      }
    }
  }

  private String target(String ref) {
    String fragment = Pointers.decode(ref.substring(1));
    return fragment.isEmpty() || fragment.startsWith("/")
        ? fragment
        : anchors.getOrDefault(fragment, "/");
  }

  /** The places and their names. */
  Map<String, String> names() {
    return names;
  }

  /** Returns the name of the place that a {@code $ref} names, or null if it names no schema. */
  @Nullable String name(String ref) {
    return names.get(target(ref));
  }

  /** Returns the value at a place. */
  Object at(String pointer) {
    Object found = Pointers.find(root, pointer);
    return found == null ? Pointers.NOTHING : found;
  }
}
