package io.wsgateway.config.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.check.Problems;
import io.wsgateway.config.schema.AllowedValues;
import io.wsgateway.config.schema.Entry;
import io.wsgateway.config.schema.KnownKeys;
import io.wsgateway.config.schema.Shape;
import io.wsgateway.config.schema.Shapes;
import io.wsgateway.config.text.KeyPaths;
import io.wsgateway.config.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Creates the records from a tree of values. It replaces a value that has a problem by its default,
 * so that one run finds all problems; the records are only used if there are none.
 */
final class Binder {
  private final Problems problems;

  Binder(Problems problems) {
    this.problems = problems;
  }

  GatewayConfig bind(JsonObject values) {
    return (GatewayConfig) group(Shapes.ROOT, values, "");
  }

  private @Nullable Object entry(Entry entry, @Nullable Object given, String path) {
    if (given != null) {
      return value(entry.shape(), given, path);
    }
    if (entry.nullable()) {
      return null;
    }
    if (entry.required()) {
      problems.add(path, "is required; allowed: " + AllowedValues.of(entry.shape()));
    }
    return absent(entry.shape(), path);
  }

  private Object absent(Shape shape, String path) {
    if (shape instanceof Shape.Group group) {
      return group(group, new JsonObject(), path);
    }
    if (shape instanceof Shape.Scalar scalar) {
      return Scalars.substitute(scalar);
    }
    return shape instanceof Shape.MapOf ? Map.of() : List.of();
  }

  private Object value(Shape shape, Object given, String path) {
    if (shape instanceof Shape.Scalar scalar) {
      return Scalars.read(scalar, given, path, problems)
          .orElseGet(() -> Scalars.substitute(scalar));
    }
    if (shape instanceof Shape.Group group && given instanceof JsonObject values) {
      return group(group, values, path);
    }
    if (shape instanceof Shape.MapOf map && given instanceof JsonObject values) {
      return map(map, values, path);
    }
    if (shape instanceof Shape.ListOf list && given instanceof JsonArray values) {
      return list(list, values, path);
    }
    problems.add(path, Mismatch.kind(given, shape));
    return absent(shape, path);
  }

  private Object group(Shape.Group group, JsonObject values, String path) {
    for (String name : values.fieldNames()) {
      if (group.entry(name).isEmpty()) {
        problems.add(KeyPaths.child(path, shown(name)), KnownKeys.unknown(path, group, name));
      }
    }
    Object[] arguments =
        group.entries().stream()
            .map(e -> entry(e, values.getValue(e.name()), KeyPaths.child(path, e.name())))
            .toArray();
    return group.record(arguments);
  }

  private Map<String, Object> map(Shape.MapOf map, JsonObject values, String path) {
    Map<String, Object> bound = new LinkedHashMap<>();
    for (String name : values.fieldNames()) {
      String child = KeyPaths.child(path, shown(name));
      if (!name.matches(map.key().pattern())) {
        problems.add(child, "is not a valid name here; allowed: " + map.key().allowed());
      }
      Object given = values.getValue(name);
      Object value = given == null ? absent(map.value(), child) : value(map.value(), given, child);
      bound.put(name, value);
    }
    return Map.copyOf(bound);
  }

  private List<Object> list(Shape.ListOf list, JsonArray values, String path) {
    List<Object> bound = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Object given = values.getValue(i);
      String child = KeyPaths.element(path, i);
      if (given == null) {
        problems.add(
            child,
            "has no value; allowed: " + AllowedValues.of(list.element()) + word(list.element()));
      } else {
        bound.add(value(list.element(), given, child));
      }
    }
    return List.copyOf(bound);
  }

  /** The origin {@code null} must be quoted: without quotes, YAML reads it as no value. */
  private static String word(Shape element) {
    boolean text = element instanceof Shape.Scalar scalar && scalar.type() == String.class;
    return text ? "; for the word null, write \"null\" in quotes" : "";
  }

  /** Returns a name from the file as part of a path, quoted if it could break the line. */
  private static String shown(String name) {
    return name.matches("[A-Za-z0-9_.<*-]{1,64}") ? name : Printable.quoted(name);
  }
}
